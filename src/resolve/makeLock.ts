import type { Lock, LockedPackage } from '../model/lock.ts';
import type { Requirement } from '../pep/requirement.ts';
import type { Decided } from './solve.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** The decided releases as the set that a cell gets, sorted by name. */
export function makeLock(decided: readonly Decided[], environment: TargetEnvironment): Lock {
  const packages = decided
    .map(({ package: { name }, candidate, metadata, extras }): LockedPackage => ({
      name,
      version: candidate.version.text,
      file: candidate.file,
      extras,
      requires: metadata.requirements
        .filter((requirement) => isWanted(requirement, extras, environment))
        .map(({ text }) => text),
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
