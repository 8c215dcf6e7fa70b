import { Cancelled } from '../../model/cancelled.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { CellEnded, CellHost } from './cellHost.ts';
import type { CellProgress } from './cellProgress.ts';
import { failureOf } from './failureOf.ts';
import { cancelledOutcome, failedOutcome } from './outcomes.ts';

interface Ending {
  readonly host: Pick<CellHost, 'lost' | 'keepLog'>;
  readonly signal: AbortSignal;
  readonly progress: CellProgress;
}

/** The cell's border: where whatever was thrown becomes the cell's outcome, so that no cell stops the others. */
export async function endOfCell(
  error: unknown,
  job: CellJob,
  { host, signal, progress }: Ending,
): Promise<CellEnded> {
  // 1. Told to end: whatever that broke is not the cell's.
  if (signal.reason instanceof Cancelled) {
    const { seconds, hasTested: tested } = progress;
    return { kind: 'done', outcome: cancelledOutcome(signal.reason.reason, { tested, seconds }) };
  }
  // 2. What it was given was not what it should be: it runs again.
  const lost = host.lost(job, error);
  if (lost !== undefined) {
    const outcome = await outcomeOfFailure(lost, job, { host, progress });
    return { kind: 'again', outcome, reason: lost.message };
  }
  // 3. A failure, expected or not.
  return { kind: 'done', outcome: await outcomeOfFailure(error, job, { host, progress }) };
}

async function outcomeOfFailure(
  error: unknown,
  job: CellJob,
  { host, progress }: Pick<Ending, 'host' | 'progress'>,
): Promise<CellOutcome> {
  const { verdict, message, hint, log } = failureOf(error);
  const { seconds, readySeconds } = progress;
  if (verdict.state === 'cancelled') {
    return {
      ...cancelledOutcome('interrupted', { tested: false, seconds }),
      message,
      hint: hint ?? null,
    };
  }
  const keeps = log !== undefined && readySeconds === undefined;
  return failedOutcome({
    verdict,
    message,
    hint,
    seconds,
    readySeconds,
    log: keeps ? await host.keepLog(job, log) : undefined,
  });
}
