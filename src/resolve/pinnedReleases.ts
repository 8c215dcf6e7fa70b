import type { Requirement } from '../pep/requirement.ts';
import type { Candidates } from './candidates.ts';
import { nothing } from './states.ts';
import type { States } from './states.ts';

/** The releases that the request itself pins with `==` or `===`: those may be yanked (PEP 592). */
export function pinnedReleases(candidates: Candidates, roots: readonly Requirement[]): States {
  return roots
    .filter((root) => root.name === candidates.name && isExact(root))
    .reduce((states, root) => states | candidates.list.admitted(root.specifiers), nothing);
}

/** Whether one version is asked for: `==1.*` is a range. */
export function isExact({ specifiers }: Requirement): boolean {
  return specifiers.items.some(
    ({ operator, text }) => operator === '===' || (operator === '==' && !text.endsWith('.*')),
  );
}
