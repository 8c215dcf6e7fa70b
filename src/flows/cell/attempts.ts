import type { StopReason } from '../../model/cancelled.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { AttemptRecord, CellOutcome } from '../../model/record.ts';
import type { Attempted } from '../../schedule/runCells.ts';
import type { CellHost } from './cellHost.ts';
import { attemptOf, cancelledOutcome } from './outcomes.ts';
import { runCell } from './runCell.ts';

/** The attempts of all cells of a run: the one place that counts them. */
export class Attempts {
  readonly #most: () => number;
  readonly #earlier = new Map<string, readonly AttemptRecord[]>();

  /** `most`: how many a cell has, as things stand. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** One more attempt; `again` where the cell is to run once more, and may. */
  async run(job: CellJob, host: CellHost, signal: AbortSignal): Promise<Attempted<CellOutcome>> {
    const ended = await runCell(job, host, signal);
    const attempts = this.#of(job);
    const again = ended.kind === 'again' && attempts.length + 1 < this.#most();
    if (again) {
      this.#earlier.set(job.id, [...attempts, attemptOf(ended.outcome)]);
    }
    return { result: { ...ended.outcome, attempts }, again };
  }

  /** The outcome of a cell that waited for its next attempt, or its first, when the run was stopped. */
  cancelled(job: CellJob, reason: StopReason): CellOutcome {
    const attempts = this.#of(job);
    return { ...cancelledOutcome(reason, { tested: false, seconds: 0 }), attempts };
  }

  #of({ id }: CellJob): readonly AttemptRecord[] {
    return this.#earlier.get(id) ?? [];
  }
}
