import type { Requirement } from '../pep/requirement.ts';
import type { Specifier, SpecifierOperator } from '../pep/specifier.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import type { Candidates } from './candidates.ts';
import { indicesOf, newestIndex, nothing, oldestIndex, stateOf } from './states.ts';
import type { States } from './states.ts';

/** How many runs of releases are spelled out. */
const maxRuns = 3;

/**
 * A set of releases for people, oldest first: `1.0`, `1.0 to 1.4`, `1.0 and 2.0 to 2.3`. A run may skip releases in
 * `hidden`, which are those that cannot be used anyway.
 */
export function describeReleases(candidates: Candidates, states: States, hidden: States): string {
  const runs = runsOf(candidates, states, hidden);
  if (runs.length <= maxRuns) {
    return joinWords(runs.map((run) => describeRun(candidates, run)));
  }
  const [oldest, newest] = [oldestIndex(states), newestIndex(states)];
  const count = indicesOf(states).length;
  return `${versionAt(candidates, oldest)} to ${versionAt(candidates, newest)} (${count} of these releases)`;
}

/** The version as the index writes it. */
export function versionAt(candidates: Candidates, index: number): string {
  return candidates.list.releases[index]?.version.text ?? '';
}

/** What an index has of a project. */
export function describeRange(candidates: Candidates): string {
  const count = candidates.list.releases.length;
  switch (count) {
    case 0:
      return 'no release at all';
    case 1:
      return `only ${versionAt(candidates, 0)}`;
    case 2:
      return `only ${versionAt(candidates, 1)} and ${versionAt(candidates, 0)}`;
    default:
      return `${count} releases, ${versionAt(candidates, count - 1)} to ${versionAt(candidates, 0)}`;
  }
}

/** A requirement without its marker: whether that holds is settled. */
export function describeRequirement(requirement: Requirement): string {
  const extras = requirement.extras.length === 0 ? '' : `[${requirement.extras.join(',')}]`;
  return `\`${requirement.name}${extras}${describeSpecifiers(requirement.specifiers)}\``;
}

/** As people say it: the lower bound, the upper bound, what lies between and is refused. */
export function describeSpecifiers({ items }: Specifiers): string {
  return items
    .toSorted((a, b) => places[a.operator] - places[b.operator])
    .map(({ operator, text }: Specifier) => `${operator}${text}`)
    .join(',');
}

const places: Readonly<Record<SpecifierOperator, number>> = {
  '===': 0,
  '==': 0,
  '~=': 0,
  '>=': 0,
  '>': 0,
  '<': 1,
  '<=': 1,
  '!=': 2,
};

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

interface Run {
  readonly oldest: number;
  readonly newest: number;
}

function runsOf(candidates: Candidates, states: States, hidden: States): readonly Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (let index = candidates.list.releases.length - 1; index >= 0; index -= 1) {
    const state = stateOf(index);
    if ((states & state) !== nothing) {
      open = { oldest: open?.oldest ?? index, newest: index };
    } else if (open !== undefined && (hidden & state) === nothing) {
      runs.push(open);
      open = undefined;
    }
  }
  return open === undefined ? runs : [...runs, open];
}

function describeRun(candidates: Candidates, { oldest, newest }: Run): string {
  return oldest === newest
    ? versionAt(candidates, oldest)
    : `${versionAt(candidates, oldest)} to ${versionAt(candidates, newest)}`;
}
