import type { CellOutcome } from '../../model/record.ts';
import { cutTo } from '../displayWidth.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { firstLine } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import { outcomeOf, paintOf, symbolOf } from '../symbols.ts';

// Columns of a message: the record has the rest.
const most = 300;

/** One finished cell, whose name is padded already: `✓ colorama 0.4.6 on 3.11  pass  0.41 s`, and for others than passes why, in one line. */
export function resultLine(name: string, result: CellOutcome, look: Look): string {
  const outcome = outcomeOf(result);
  const color = paintOf(outcome, look);
  const word = result.reason === 'clean' ? 'pass' : result.reason;
  const message = result.reason === 'clean' ? '' : cutTo(firstLine(result.message), most, '...');
  return [
    `${color(symbolOf(outcome, look))} ${name}`,
    color(word),
    formatSeconds(result.seconds),
    ...(result.reused === null ? [] : [`as in run ${result.reused.run}`]),
    ...(message === '' ? [] : [message]),
  ]
    .join('  ')
    .concat('\n');
}
