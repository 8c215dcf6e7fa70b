import type { ChangedPackage } from '../model/environmentDiff.ts';
import type { ComparedCell } from './compareRuns.ts';

/** The packages of a cell that have another version, or file, than before; '' stands for none. */
export function changedPackages({
  before,
  after,
}: Pick<ComparedCell, 'before' | 'after'>): readonly ChangedPackage[] {
  // One that got no environment says nothing of packages.
  if (!before?.packages.length || !after?.packages.length) {
    return [];
  }
  const [was, is] = [before, after].map(
    ({ packages }) => new Map(packages.map((one) => [one.name, one])),
  );
  const names = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].toSorted();
  return names.flatMap((name) => {
    const [old, fresh] = [was?.get(name), is?.get(name)];
    return old?.sha256 === fresh?.sha256
      ? []
      : [{ name, from: old?.version ?? '', to: fresh?.version ?? '' }];
  });
}
