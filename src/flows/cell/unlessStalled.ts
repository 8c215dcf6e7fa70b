import { beginWork, openWorks, waitsOf } from '../../lib/work.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { Context } from '../../model/context.ts';
import type { Attempted } from '../../schedule/runCells.ts';
import { failedOutcome } from './outcomes.ts';

/**
 * Runs one attempt of a cell. Where nothing in the process goes on any more, the cell ends as `infra/internal` and says
 * what it waited for; the others are kept.
 */
export async function unlessStalled(
  id: string,
  onStall: Context['onStall'],
  run: () => Promise<Attempted<CellOutcome>>,
): Promise<Attempted<CellOutcome>> {
  const work = beginWork(id, run);
  const stalled = Promise.withResolvers<Attempted<CellOutcome>>();
  const unlisten = onStall(() => {
    const waits = waitsOf(work);
    const names = (waits.length > 0 ? waits : openWorks()).filter((name) => name !== id);
    const what = names.length === 0 ? 'something' : names.map((name) => `\`${name}\``).join(', ');
    stalled.resolve({ result: stalledOutcome(what), again: false });
  });
  try {
    return await Promise.race([work.result, stalled.promise]);
  } finally {
    unlisten();
  }
}

function stalledOutcome(what: string): CellOutcome {
  return failedOutcome({
    verdict: { state: 'infra', reason: 'internal' },
    message: `It waited for ${what}, and nothing was left that could go on`,
    hint: 'this is a bug in spip',
    seconds: 0,
    readySeconds: undefined,
    log: undefined,
  });
}
