import type { Distribution } from '../../envs/lockText.ts';
import { once } from '../../lib/once.ts';
import { withTeardown } from '../../lib/teardown.ts';
import type { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import { unstartedOutcome } from '../../model/record.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import { verdictOf } from '../../testrun/verdictOf.ts';
import { ownStepOf } from '../suites/ladder.ts';
import type { CellEnded, CellHost } from './cellHost.ts';
import { CellProgress } from './cellProgress.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import { endOfCell } from './endOfCell.ts';
import { identifyCell } from './identifyCell.ts';
import type { IdentifiedCell } from './identifyCell.ts';
import { testedOutcome } from './outcomes.ts';

/** One cell, from its job to its outcome: whatever ends it is one, a throw is a bug. */
export async function runCell(
  job: CellJob,
  host: CellHost,
  signal: AbortSignal,
): Promise<CellEnded> {
  const progress = new CellProgress(host.clock);
  try {
    const outcome = await prepareAndTest(job, host, { signal, progress });
    return outcome === 'tried'
      ? { kind: 'tried', outcome: unstartedOutcome(notTested, 'Its environment was tried before') }
      : { kind: 'done', outcome };
  } catch (error) {
    return endOfCell(error, job, { host, signal, progress });
  }
}

const notTested = { state: 'blocked', reason: 'tests-not-runnable' } as const;

interface Attempt {
  readonly signal: AbortSignal;
  readonly progress: CellProgress;
}

async function prepareAndTest(
  job: CellJob,
  host: CellHost,
  attempt: Attempt,
): Promise<CellOutcome | 'tried'> {
  const phase = (name: CellPhase): void => {
    attempt.signal.throwIfAborted();
    host.phase(job, name);
  };

  const cell = await identifyCell(job, host, phase);
  const { known } = cell;
  if (known?.outcome !== undefined) {
    return known.outcome;
  }
  const outcome = await withTeardown((teardown) =>
    placeAndTest(job, host, { ...attempt, cell, phase, teardown }),
  );
  return known === undefined || outcome === 'tried'
    ? outcome
    : await host.remember(job, known.key, outcome);
}

async function placeAndTest(
  job: CellJob,
  host: CellHost,
  { signal, progress, phase, teardown, cell: { set, distributions } }: PlacedAttempt,
): Promise<CellOutcome | 'tried'> {
  phase('compose');
  const environment = await host.compose(job, distributions);
  if (job.repair === null && ownStepOf(job)?.tests.tried.includes(environment.commit) === true) {
    return 'tried';
  }

  phase('worktree');
  const place = await progress.waiting((resume) =>
    host.inTurn(() => {
      resume();
      return host.place(job, environment, teardown);
    }),
  );
  const installSeconds = progress.ready();

  const turn = once(async () => {
    phase('wait');
    await progress.waiting(() => host.slot.enter());
    progress.testing();
    phase('test');
  });
  // What supervises the tests starts before they have a place: a third of the time of a short cell.
  const tested = await host.test({
    job,
    distributions,
    needs: set.needs,
    place,
    installSeconds,
    turn,
    signal,
  });
  await turn();
  const verdict = verdictOf(tested.steps);
  // A cell that stops the run holds its place until that is known: nobody takes it.
  if (!host.stopsRun(verdict)) {
    host.slot.leave();
  }

  phase('clean');
  const kept = await host.keep(job, verdict, place);
  await teardown.run();
  return testedOutcome(tested.steps, {
    seconds: progress.seconds,
    environment: environment.commit,
    distributions,
    notes: [...set.notes, ...notesOf(environment, distributions), ...tested.notes, ...kept],
  });
}

interface PlacedAttempt extends Attempt {
  readonly cell: IdentifiedCell;
  readonly phase: (name: CellPhase) => void;
  readonly teardown: Teardown;
}

function notesOf(
  { plan }: ComposedEnvironment,
  distributions: readonly Distribution[],
): readonly Note[] {
  return [
    ...plan.notes,
    ...distributions.flatMap(({ wheel, notes = [] }) => [...notes, ...wheel.notes]),
  ];
}
