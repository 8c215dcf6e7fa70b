import { join } from 'node:path';
import { checkConsistency } from '../../envs/checkConsistency.ts';
import { importableModules } from '../../envs/importableModules.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { RunJournal } from '../../journal/openJournal.ts';
import { allEnded } from '../../lib/allEnded.ts';
import { SpipError } from '../../lib/spipError.ts';
import { pick } from '../../lib/pick.ts';
import { withTeardown } from '../../lib/teardown.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { renewFolders } from '../../process/isolation/cellFolders.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import type { Isolation } from '../../process/isolation/isolation.ts';
import type { ControlGroups } from '../../process/usage/controlGroups.ts';
import { witnessFile } from '../../testrun/evidence/witnessPython.ts';
import type { OwnTests } from '../../testrun/testPlan.ts';
import { systemPythons } from '../../testrun/evidence/toolsFolder.ts';
import type { runSteps } from '../../testrun/runSteps.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { watchProcess } from '../run/watchProcess.ts';
import type { BringsModule } from '../sets/unusedExtras.ts';
import { extraFinder } from '../sets/unusedExtras.ts';
import type { TestRequest, TestedCell } from './cellHost.ts';
import { checkoutStepOf } from '../checkout/checkouts.ts';
import type { CheckoutSuite, Checkouts } from '../checkout/checkouts.ts';
import { betterOwn, missSources, ownByScript, ranNothing } from '../suites/inTree.ts';
import { ownStepOf } from '../suites/ladder.ts';
import type { Suites } from '../suites/suites.ts';
import { keepArtifacts } from '../run/keepArtifacts.ts';
import { expectRoomForLogs } from './expectRoomForLogs.ts';
import type { PoisonGuard } from './poisonGuard.ts';
import { placeWitness } from './witness.ts';

/** What the tests of all cells of a run share. */
export interface TestSurroundings {
  readonly isolation: Isolation;
  readonly forgetSandbox: Facilities['forgetSandbox'];
  readonly groups: Pick<ControlGroups, 'open'> | undefined;
  readonly journal: Pick<RunJournal, 'intend' | 'done'>;
  readonly guard: Pick<PoisonGuard, 'before' | 'after' | 'expectUntouched'>;
  readonly suites: Pick<Suites, 'find'>;
  readonly checkouts: Pick<Checkouts, 'find'>;
  readonly bringsModule: BringsModule;
  /** How many cores a cell may count as its own. */
  readonly share: number;
  /** Absolute folder of the run's record and logs. */
  readonly runFolder: string;
  /** Folder of unfinished files, which no test sees. */
  readonly temporary: string;
  /** What is done with a cell that is ready. */
  readonly runSteps: typeof runSteps;
  /** The folder of tools for PATH; made when a test first wants it. */
  readonly tools: () => Promise<string>;
}

/**
 * Runs the steps of a cell, and looks whether its files were its own all the time and its logs had room.
 *
 * @throws PoisonedFiles; SpipError `interrupted`, `disk`, `internal`
 */
export async function testCell(
  request: TestRequest & { readonly interpreter: Interpreter },
  surroundings: TestSurroundings,
): Promise<TestedCell> {
  const { job, place } = request;
  const { isolation, guard, runFolder } = surroundings;
  const snapshot = isolation.protectsEnvironment
    ? undefined
    : await guard.before(job.id, place.materialised);
  const steps = await allSteps(request, surroundings);
  const notes =
    snapshot === undefined
      ? await guard.expectUntouched(job.id, place.materialised)
      : await guard.after(job.id, place.materialised, snapshot);
  if (steps.some(({ verdict }) => verdict !== undefined)) {
    await expectRoomForLogs(runFolder);
  }
  if (steps.some(({ verdict }) => verdict?.reason === 'interpreter-broken')) {
    await surroundings.forgetSandbox();
  }
  const artifacts = await keepArtifacts(place.folders, job, runFolder);
  return { steps, notes: [...place.materialised.notes, ...(notes ?? []), ...artifacts] };
}

type Steps = TestedCell['steps'];

/**
 * Own tests that miss the sources of the release are run again beside copies of what is installed, in their place, and
 * those that their runner can make nothing of by a program of the project.
 */
async function allSteps(
  request: TestRequest & { readonly interpreter: Interpreter },
  surroundings: TestSurroundings,
): Promise<Steps> {
  const own = await ownTests(request, underTest(request).wheel, surroundings);
  const steps = await stepsOf(request, surroundings, own);
  const { inTree, byScript } = own === undefined || own === 'none' ? {} : own;
  const again = async (suffix: string, other: OwnTests): Promise<Steps> => {
    const { job, place } = request;
    await renewFolders(place.folders);
    const only = job.steps.filter(({ name }) => name === 'install' || name === 'own');
    const slug = `${job.slug}.${suffix}`;
    return stepsOf({ ...request, job: { ...job, slug, steps: only } }, surroundings, other);
  };
  const laid =
    inTree !== undefined && missSources(steps)
      ? betterOwn(steps, await again('tree', inTree))
      : steps;
  return byScript !== undefined && ranNothing(laid)
    ? ownByScript(laid, await again('script', byScript))
    : laid;
}

async function stepsOf(
  request: TestRequest & { readonly interpreter: Interpreter },
  surroundings: TestSurroundings,
  released: OwnTests | 'none' | undefined,
): Promise<Steps> {
  const { job, interpreter, distributions, place, installSeconds, turn, signal } = request;
  const { isolation, groups, temporary, journal, share, runFolder, tools } = surroundings;
  const tested = underTest(request);
  const modules = await modulesOf(request, tested);
  const checkout = await checkoutSuite(request, { tested, modules }, surroundings);
  const custom = checkout?.custom ?? job.steps.find((step) => step.name === 'custom')?.test;
  const own = checkout?.own ?? released;
  const suite = own === 'none' ? undefined : own;
  const isWitnessed = custom !== undefined || suite !== undefined;
  const [problems, toolsFolder] = await allEnded([
    checkConsistency({ interpreter, distributions }),
    isWitnessed ? tools() : undefined,
  ]);
  const witness = witnessOf(modules, { checkout, suite, request, isolation });
  const plan = {
    ...pick(job, ['id', 'slug', 'limits', 'doors', 'around', 'repair']),
    installSeconds,
    modules,
    own,
    isolation,
    groups,
    share,
    runFolder,
    turn,
    signal,
    python: interpreter,
    problems: problems.map(({ text }) => text),
    imports: job.steps.some(({ name }) => name === 'import'),
    extraFor: extraFinder({ ...tested, ...surroundings, cell: { ...job, interpreter } }),
    custom,
    layered: false,
    folders: place.folders,
    tools: toolsFolder,
    replaced: systemPythons(interpreter.executable),
    logsFolder: join(runFolder, 'logs'),
  };
  return await withTeardown(async (teardown) => {
    const covers = isWitnessed ? await placeWitness(witness, request, { temporary, teardown }) : [];
    return await watchProcess(journal, (onSpawn) =>
      surroundings.runSteps({ ...plan, covers, onSpawn }),
    );
  });
}

/** Of the release under test first. */
async function modulesOf(
  { job, distributions }: TestRequest,
  tested: Distribution,
): Promise<readonly string[]> {
  const imported = distributions.filter(({ locked }) => job.imported.includes(locked.name));
  const found = await Promise.all(
    [tested, ...imported].map(({ wheel }) => importableModules(wheel)),
  );
  return found.flat();
}

function underTest({ job, distributions }: TestRequest): Distribution {
  const tested = distributions.find(({ locked }) => locked.name === job.underTest);
  if (tested === undefined) {
    throw new SpipError('internal', `Expected \`${job.underTest}\` in its own environment`);
  }
  return tested;
}

async function checkoutSuite(
  { job, distributions }: Pick<TestRequest, 'job' | 'distributions'>,
  built: { readonly tested: Distribution; readonly modules: readonly string[] },
  { checkouts, share }: Pick<TestSurroundings, 'checkouts' | 'share'>,
): Promise<CheckoutSuite | undefined> {
  const step = checkoutStepOf(job);
  return step && checkouts.find(step.tests, { ...built, distributions, share, asked: job.tools });
}

/** Of a checkout nothing at all may come from its tree. */
function witnessOf(
  modules: readonly string[],
  {
    checkout,
    suite,
    request: { place, interpreter },
    isolation,
  }: {
    readonly checkout: CheckoutSuite | undefined;
    readonly suite: Pick<OwnTests, 'copies'> | undefined;
    readonly request: Pick<TestRequest, 'place'> & { readonly interpreter: Interpreter };
    readonly isolation: Isolation;
  },
): string {
  const { cwd, home } = seenFolders(isolation, place.folders);
  const all = [...new Set([...modules, ...(checkout?.modules ?? [])])];
  const copies = ((checkout ?? suite)?.copies ?? []).map((copy) => join(cwd, copy));
  const python = interpreter.executable;
  return witnessFile(all, copies, { python, home, deep: checkout !== undefined });
}

async function ownTests(
  { job, interpreter, needs }: TestRequest & { readonly interpreter: Interpreter },
  wheel: StoredWheel,
  { suites }: Pick<TestSurroundings, 'suites'>,
): Promise<OwnTests | 'none' | undefined> {
  const step = ownStepOf(job);
  return step !== undefined && needs !== undefined
    ? suites.find(step.tests, { wheel, interpreter, needs })
    : undefined;
}
