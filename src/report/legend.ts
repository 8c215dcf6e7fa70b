import type { CellRecord } from '../model/record.ts';
import { wrapWords } from './displayWidth.ts';
import type { Look } from './runReport.ts';
import { meaningOf, outcomeOf, outcomes, paintOf, symbolOf } from './symbols.ts';

/** What the symbols mean: only those that occur, and nothing where all cells passed cleanly. */
export function legendText(cells: readonly CellRecord[], look: Look): string {
  const found = new Set(cells.map(outcomeOf));
  if (found.size === 0 || (found.size === 1 && found.has('pass'))) {
    return '';
  }
  const entries = outcomes
    .filter((outcome) => found.has(outcome))
    .map((outcome) => `${paintOf(outcome, look)(symbolOf(outcome, look))} ${meaningOf(outcome)}  `);
  return `${wrapWords(entries, look.columns() - 2)
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n')}\n`;
}
