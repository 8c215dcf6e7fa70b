import type { Distribution } from '../../envs/lockText.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import { ownStepOf } from '../suites/ladder.ts';
import type { OwnStep } from '../suites/ladder.ts';
import type { CellHost, KnownCell, ResolvedSet } from './cellHost.ts';

interface FetchedSet {
  readonly set: ResolvedSet;
  readonly distributions: readonly Distribution[];
}

export interface IdentifiedCell extends FetchedSet {
  readonly known: KnownCell | undefined;
}

/** What the cell consists of. Nothing is fetched for one that an earlier run knows, as soon as that can be said. */
export async function identifyCell(
  job: CellJob,
  host: CellHost,
  phase: (name: CellPhase) => void,
): Promise<IdentifiedCell> {
  phase('resolve');
  const set = await host.resolve(job);
  const step = ownStepOf(job);
  const early = step === undefined ? await host.known(job, set) : undefined;
  if (early?.outcome !== undefined) {
    return { set, distributions: [], known: early };
  }
  const first = await fetchSet(job, set, { host, phase });
  const fetched = step === undefined ? first : await completeSet(job, step, { first, host, phase });
  return {
    ...fetched,
    known: early ?? (await host.known(job, fetched.set, fetched.distributions)),
  };
}

interface Completing {
  readonly first: FetchedSet;
  readonly host: CellHost;
  readonly phase: (name: CellPhase) => void;
}

/** The set with what the release's own tests import beside what they ask for, where that can be had. */
async function completeSet(
  job: CellJob,
  step: OwnStep,
  { first, host, phase }: Completing,
): Promise<FetchedSet> {
  const lacking = await host.lacking(job, first.distributions);
  if (lacking.length === 0) {
    return first;
  }
  const tests = { ...step.tests, beside: [...step.tests.beside, ...lacking] };
  const steps = job.steps.map((each) => (each === step ? { ...step, tests } : each));
  try {
    phase('resolve');
    const completed = { ...job, steps };
    const { set, distributions } = await fetchSet(completed, await host.resolve(completed), {
      host,
      phase,
    });
    const named = lacking.map((name) => `\`${name}\``).join(', ');
    const text = `${named} added for the tests: nothing else brings it`;
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
  set: ResolvedSet,
  { host, phase }: Pick<Completing, 'host' | 'phase'>,
): Promise<FetchedSet> {
  phase('fetch');
  return { set, distributions: await host.fetch(job, set.lock, () => phase('build')) };
}
