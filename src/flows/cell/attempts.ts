import type { StopReason } from '../../model/cancelled.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { Attempted } from '../../schedule/runCells.ts';
import { nextRung } from '../suites/ladder.ts';
import { repairsFor } from '../suites/repairs.ts';
import type { CellHost } from './cellHost.ts';
import { attemptOf, cancelledOutcome } from './outcomes.ts';
import { runCell } from './runCell.ts';
import { settleAttempts } from './settleAttempts.ts';
import type { Try } from './settleAttempts.ts';

/** How often a cell runs again in the environment in which it ran. */
interface Repeats {
  /** At most, where it does not pass. */
  readonly retries: number | undefined;
  /** Once in any case. */
  readonly control: boolean;
  /** Whether what fails is repaired, in the ways that are listed. */
  readonly repair: boolean;
}

/** The attempts of all cells of a run: the one place that counts them. */
export class Attempts {
  readonly #most: () => number;
  readonly #repeats: Repeats;
  readonly #earlier = new Map<string, readonly Try[]>();

  /** `most`: how many a cell has that loses something, as things stand. */
  constructor(
    most: () => number,
    repeats: Repeats = { retries: 0, control: false, repair: false },
  ) {
    this.#most = most;
    this.#repeats = repeats;
  }

  /** One more attempt; `again` where the cell is to run once more, and may. What it came to so far is the result. */
  async run(
    planned: CellJob,
    host: CellHost,
    signal: AbortSignal,
  ): Promise<Attempted<CellOutcome>> {
    const earlier = this.#of(planned);
    const job = nextJob(earlier, this.#repeats) ?? planned;
    const isRepeated = earlier.some((one) => one.job === job && one.kind === 'done');
    const ended = await runCell(job, isRepeated ? anew(host) : host, signal);
    const tries = [...earlier, { job, ...ended }];
    const lost = tries.filter(({ kind }) => kind === 'again').length;
    const again =
      tries.at(-1)?.kind === 'again'
        ? lost < this.#most()
        : nextJob(tries, this.#repeats) !== undefined;
    if (again) {
      this.#earlier.set(planned.id, tries);
      host.phase(planned, 'wait');
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

function isBad({ state }: CellOutcome): boolean {
  return state === 'fail' || state === 'limit';
}

/** What an earlier run found says nothing about whether a cell does the same again. */
function anew(host: CellHost): CellHost {
  return {
    ...host,
    known: async (...cell) => {
      const known = await host.known(...cell);
      return known && { ...known, outcome: undefined };
    },
  };
}

/** What is to be tried next; `undefined`: nothing more. */
function nextJob(
  tries: readonly Try[],
  { retries = 0, control, repair }: Repeats,
): CellJob | undefined {
  const last = tries.at(-1);
  if (last === undefined) {
    return undefined;
  }
  const { job, kind } = last;
  const outcome = tries.findLast((one) => one.kind === 'done')?.outcome;
  if (kind === 'again' || outcome === undefined) {
    return job;
  }
  const done = tries.filter((one) => one.job === job && one.kind === 'done');
  // Once it has passed, only the control is to say whether it does so again.
  const hasPassed = done.some((one) => one.outcome.state === 'pass');
  const isLeft = done.length - 1 < Math.max(hasPassed ? 0 : retries, control ? 1 : 0);
  const mayRepeat = outcome.state === 'pass' ? control : isBad(outcome);
  if (kind === 'done' && mayRepeat && isLeft) {
    return job;
  }
  return tries.some((one) => one.kind === 'done' && one.outcome.state === 'pass')
    ? unconfirmed(tries)
    : (nextEnvironment(tries, job, outcome) ?? nextRepair(tries, repair));
}

/**
 * The cell as it was planned, where something else passed after its tests had failed once: tests that depend on the
 * moment, such as on how busy the machine is, tell nothing of an environment.
 */
function unconfirmed(tries: readonly Try[]): CellJob | undefined {
  const done = tries.filter(({ kind }) => kind === 'done');
  const [first, last] = [done[0], done.at(-1)];
  return first !== undefined &&
    first.outcome.reason === 'tests-failed' &&
    last?.outcome.reused === null &&
    done.filter(({ job }) => job === first.job).length === 1
    ? first.job
    : undefined;
}

function nextEnvironment(
  tries: readonly Try[],
  job: CellJob,
  outcome: CellOutcome,
): CellJob | undefined {
  const tried = tries.flatMap((one) => one.outcome.environment ?? []);
  return job.repair === null ? nextRung(job, outcome, tried) : undefined;
}

/** Of the cell as it was planned, each once. */
function nextRepair(tries: readonly Try[], isAsked: boolean): CellJob | undefined {
  const [first] = tries;
  const done = new Set(tries.map(({ job }) => job.repair));
  return isAsked && first !== undefined
    ? repairsFor(
        first.job,
        tries.map(({ outcome }) => outcome),
      ).find(({ repair }) => !done.has(repair))
    : undefined;
}
