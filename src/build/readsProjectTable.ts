import { parseRequirement } from '../pep/requirement.ts';
import type { Requirement } from '../pep/requirement.ts';
import { parseVersion } from '../pep/version.ts';
import { cutBefore, top } from '../pep/versionCut.ts';
import { areDisjointRanges, rangesBetween } from '../pep/versionRanges.ts';
import type { BuildSystem } from './buildSystem.ts';

/**
 * Whether the backend of a source tree reads `[project]` at all: some came to do so late, and a tree that asks for an
 * older release of one is built as if there were no such table.
 */
export function readsProjectTable({ requires }: BuildSystem): boolean {
  return requires.flatMap(readable).every(({ name, specifiers }) => {
    const first = firstReader.get(name);
    return (
      first === undefined ||
      !areDisjointRanges(specifiers.ranges, rangesBetween(cutBefore(parseVersion(first)), top))
    );
  });
}

/** The first releases that read `[project]`. */
const firstReader: ReadonlyMap<string, string> = new Map([
  ['flit-core', '3.2'],
  ['poetry-core', '2.0'],
  ['setuptools', '61.0'],
]);

/** A malformed requirement of a build is told when it is built. */
function readable(text: string): readonly Requirement[] {
  try {
    return [parseRequirement(text)];
  } catch {
    return [];
  }
}
