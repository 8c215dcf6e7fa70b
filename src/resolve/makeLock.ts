import type { Lock, LockedPackage } from '../model/lock.ts';
import type { Requirement } from '../pep/requirement.ts';
import type { Decided, Solve } from './solve.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** The decided releases as the set that a cell gets, sorted by name. */
export function makeLock(decided: readonly Decided[], { environment, overrides }: Solve): Lock {
  const needsOf = (
    requirements: readonly Requirement[],
    extras: readonly string[],
  ): Pick<LockedPackage, 'requires' | 'overridden'> => {
    const wanted = requirements.filter((one) => isWanted(one, extras, environment));
    const replaced = wanted.map(({ name }) => name).filter((name) => overrides.has(name));
    return {
      requires: wanted.map(({ text }) => text),
      ...(replaced.length === 0 ? {} : { overridden: replaced }),
    };
  };
  const packages = decided
    .map(({ package: { name }, candidate, metadata, extras }): LockedPackage => ({
      name,
      version: candidate.version.text,
      file: candidate.file,
      extras,
      ...needsOf(metadata.requirements, extras),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { packages };
}

function isWanted(
  { marker }: Requirement,
  extras: readonly string[],
  environment: TargetEnvironment,
): boolean {
  return (
    environment.applies(marker, undefined) ||
    extras.some((extra) => environment.applies(marker, extra))
  );
}
