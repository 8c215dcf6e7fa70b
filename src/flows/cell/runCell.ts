import type { Distribution } from '../../envs/lockText.ts';
import { SpipError } from '../../lib/spipError.ts';
import { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import { unstartedOutcome } from '../../model/record.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import { verdictOf } from '../../testrun/verdictOf.ts';
import { ownStepOf } from '../suites/ladder.ts';
import type { CellEnded, CellHost, ResolvedSet } from './cellHost.ts';
import { CellProgress } from './cellProgress.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';
import { endOfCell } from './endOfCell.ts';
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
  { signal, progress }: Attempt,
): Promise<CellOutcome | 'tried'> {
  const phase = (name: CellPhase): void => {
    signal.throwIfAborted();
    host.phase(job, name);
  };

  const { set, distributions } = await completeSet(job, host, phase);

  phase('compose');
  const environment = await host.compose(job, distributions);
  if (ownStepOf(job)?.tests.tried.includes(environment.commit) === true) {
    return 'tried';
  }

  phase('worktree');
  await using teardown = new Teardown();
  const place = await progress.waiting((resume) =>
    host.inTurn(() => {
      resume();
      return host.place(job, environment, teardown);
    }),
  );
  const installSeconds = progress.ready();

  phase('wait');
  await progress.waiting(() => host.slot.enter());
  progress.testing();

  phase('test');
  const tested = await host.test({
    job,
    distributions,
    needs: set.needs,
    place,
    installSeconds,
    signal,
  });
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

interface FetchedSet {
  readonly set: ResolvedSet;
  readonly distributions: readonly Distribution[];
}

/** The set around the release, fetched, with what its own tests import beside what they ask for, where that can be had. */
async function completeSet(
  job: CellJob,
  host: CellHost,
  phase: (name: CellPhase) => void,
): Promise<FetchedSet> {
  const first = await fetchSet(job, host, phase);
  const step = ownStepOf(job);
  const lacking = step === undefined ? [] : await host.lacking(job, first.distributions);
  if (step === undefined || lacking.length === 0) {
    return first;
  }
  const tests = { ...step.tests, beside: [...step.tests.beside, ...lacking] };
  const steps = job.steps.map((each) => (each === step ? { ...step, tests } : each));
  try {
    const { set, distributions } = await fetchSet({ ...job, steps }, host, phase);
    const named = lacking.map((name) => `\`${name}\``).join(', ');
    const text = `${named} added: the tests import what no requirement of theirs brings`;
    return {
      set: { ...set, notes: [...set.notes, { code: 'tests-import', text, paths: [] }] },
      distributions,
    };
  } catch (error) {
    if (error instanceof SpipError && unobtainable.has(error.code)) {
      return first;
    }
    throw error;
  }
}

/** What was only guessed at may be missing: it was not asked for. */
const unobtainable = new Set(['unresolvable', 'no-compatible-file', 'build-failed']);

async function fetchSet(
  job: CellJob,
  host: CellHost,
  phase: (name: CellPhase) => void,
): Promise<FetchedSet> {
  phase('resolve');
  const set = await host.resolve(job);
  phase('fetch');
  return { set, distributions: await host.fetch(job, set.lock, () => phase('build')) };
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
