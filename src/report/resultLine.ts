import type { CellResult } from '../model/cellResult.ts';
import { padTo } from './displayWidth.ts';
import { formatSeconds } from './formatSeconds.ts';
import { firstLine } from './plainText.ts';
import { cellName } from './reporter.ts';
import type { Look } from './runReport.ts';
import { outcomeOf, paintOf, symbolOf } from './symbols.ts';

/** One finished cell: `✓ colorama 0.4.6 on 3.11  pass  0.41 s`, and for others than passes why, in one line. */
export function resultLine(result: CellResult, nameWidth: number, look: Look): string {
  const { verdict } = result;
  const outcome = outcomeOf(verdict);
  const color = paintOf(outcome, look);
  const word = verdict.reason === 'clean' ? 'pass' : verdict.reason;
  const name = padTo(cellName(result.cell), nameWidth);
  const message = verdict.reason === 'clean' ? '' : firstLine(result.message);
  return [
    `${color(symbolOf(outcome, look))} ${name}`,
    color(word),
    formatSeconds(result.seconds),
    ...(message === '' ? [] : [message]),
  ]
    .join('  ')
    .concat('\n');
}
