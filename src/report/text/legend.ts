import type { CellRecord } from '../../model/record.ts';
import { wrapWords } from '../displayWidth.ts';
import { flippedMark, hasFlipped } from '../flaky.ts';
import { reusedMark } from '../reused.ts';
import type { Look } from '../runReport.ts';
import type { Outcome } from '../symbols.ts';
import { meaningOf, outcomeOf, outcomes, paintOf, symbolOf } from '../symbols.ts';

/** What the symbols mean: only those that occur, and nothing where all cells passed cleanly. */
export function legendText(cells: readonly CellRecord[], look: Look): string {
  const found = new Set(cells.map(outcomeOf));
  const isReused = cells.some(({ reused }) => reused !== null);
  const hasFlips = cells.some(hasFlipped);
  if (found.size === 0 || (found.size === 1 && found.has('pass') && !isReused && !hasFlips)) {
    return '';
  }
  const signs = outcomes
    .filter((outcome) => found.has(outcome))
    .map(
      (outcome) =>
        `${paintOf(outcome, look)(symbolOf(outcome, look))} ${meaning(outcome, cells)}  `,
    );
  const entries = [
    ...signs,
    ...(isReused ? [`${reusedMark} as an earlier run found it  `] : []),
    ...(hasFlips ? [`${flippedMark} flaky before  `] : []),
  ];
  return `${wrapWords(entries, look.columns() - 2)
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n')}\n`;
}

/** Of blocked cells it is said what blocks them. */
function meaning(outcome: Outcome, cells: readonly CellRecord[]): string {
  if (outcome !== 'blocked') {
    return meaningOf(outcome);
  }
  const blocked = cells.filter(({ state }) => state === 'blocked');
  const unready = blocked.filter(({ reason }) => reason === 'tests-not-runnable');
  return unready.length === 0
    ? meaningOf(outcome)
    : unready.length === blocked.length
      ? 'blocked: the tests could not be run'
      : 'blocked: could not be installed, or its tests not be run';
}
