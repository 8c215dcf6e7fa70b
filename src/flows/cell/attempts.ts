import type { StopReason } from '../../model/cancelled.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { Attempted } from '../../schedule/runCells.ts';
import { nextRung } from '../suites/ladder.ts';
import type { CellHost } from './cellHost.ts';
import { attemptOf, cancelledOutcome } from './outcomes.ts';
import { runCell } from './runCell.ts';
import { settleAttempts } from './settleAttempts.ts';
import type { Try } from './settleAttempts.ts';

/** The attempts of all cells of a run: the one place that counts them. */
export class Attempts {
  readonly #most: () => number;
  readonly #retries: number;
  readonly #earlier = new Map<string, readonly Try[]>();

  /** `most`: how many a cell has that loses something, as things stand; `retries`: how often one that does not pass is repeated. */
  constructor(most: () => number, retries = 0) {
    this.#most = most;
    this.#retries = retries;
  }

  /** One more attempt; `again` where the cell is to run once more, and may. What it came to so far is the result. */
  async run(
    planned: CellJob,
    host: CellHost,
    signal: AbortSignal,
  ): Promise<Attempted<CellOutcome>> {
    const earlier = this.#of(planned);
    const job = nextJob(earlier, this.#retries) ?? planned;
    const tries = [...earlier, { job, ...(await runCell(job, host, signal)) }];
    const lost = tries.filter(({ kind }) => kind === 'again').length;
    const again =
      tries.at(-1)?.kind === 'again'
        ? lost < this.#most()
        : nextJob(tries, this.#retries) !== undefined;
    if (again) {
      this.#earlier.set(planned.id, tries);
    }
    return { result: settleAttempts(tries), again };
  }

  /** The outcome of a cell that waited for its next attempt, or its first, when the run was stopped. */
  cancelled(job: CellJob, reason: StopReason): CellOutcome {
    const attempts = this.#of(job)
      .filter(({ kind }) => kind !== 'tried')
      .map(({ outcome }) => attemptOf(outcome));
    return { ...cancelledOutcome(reason, { tested: false, seconds: 0 }), attempts };
  }

  #of({ id }: CellJob): readonly Try[] {
    return this.#earlier.get(id) ?? [];
  }
}

/** What is to be tried next; `undefined`: nothing more. */
function nextJob(tries: readonly Try[], retries: number): CellJob | undefined {
  const last = tries.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const { job, kind } = last;
  const outcome = tries.findLast((one) => one.kind === 'done')?.outcome;
  if (kind === 'again' || outcome === undefined) {
    return job;
  }
  const repeated = tries.filter((one) => one.job === job && one.kind === 'done').length - 1;
  const mayRepeat = outcome.state === 'fail' || outcome.state === 'limit';
  return kind === 'done' && mayRepeat && repeated < retries
    ? job
    : nextRung(
        job,
        outcome,
        tries.flatMap((one) => one.outcome.environment ?? []),
      );
}
