import { copyFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { entryPath } from '../../cache/buckets.ts';
import type { Distribution } from '../../envs/lockText.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import { Limit } from '../../lib/limit.ts';
import { once } from '../../lib/once.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Clock, Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { IndexOptions } from '../../options/indexOptions.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import { readLenientRequirement } from '../../pep/lenientRequirement.ts';
import { normaliseName } from '../../pep/names.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { formatSpecifiers } from '../../pep/specifiers.ts';
import { foldersOfCell } from '../../process/isolation/cellFolders.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import { coresPerSlot } from '../../schedule/countSlots.ts';
import { runSteps } from '../../testrun/runSteps.ts';
import { toolsFolder } from '../../testrun/evidence/toolsFolder.ts';
import type { FetchRequest } from '../sets/fetchDistributions.ts';
import { fetchDistributions } from '../sets/fetchDistributions.ts';
import { listedModules } from '../suites/listedModules.ts';
import { Checkouts } from '../checkout/checkouts.ts';
import { ownStepOf } from '../suites/ladder.ts';
import { Repositories } from '../suites/repositories.ts';
import { Suites } from '../suites/suites.ts';
import type { BringsModule } from '../sets/unusedExtras.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import type { BytecodeCompiler } from '../bytecode/bytecodeCompiler.ts';
import type { CellHost, CellPlace, ResolvedSet } from './cellHost.ts';
import { composeEnvironment } from './composeEnvironment.ts';
import { keepFolders } from './keepFolders.ts';
import { KeptEnvironments } from './keptEnvironments.ts';
import type { KnownVerdicts } from './knownVerdicts.ts';
import { lostFromCache } from './lostFromCache.ts';
import { makePlace } from './makePlace.ts';
import { openControlGroups } from '../../process/usage/controlGroups.ts';
import type { ControlGroups } from '../../process/usage/controlGroups.ts';
import { PoisonGuard, PoisonedFiles } from './poisonGuard.ts';
import { testCell } from './testCell.ts';
import type { TestSurroundings } from './testCell.ts';

export interface CellHostOptions {
  readonly facilities: Facilities;
  /** Opened for the first cell that runs. */
  readonly ledger: () => Promise<Ledger>;
  readonly verdicts: Pick<KnownVerdicts, 'find' | 'remember'> | undefined;
  readonly builder: WheelBuilder;
  readonly resolverFor: ResolverFor;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly index: IndexOptions;
  readonly onPhase: (job: CellJob, phase: CellPhase) => void;
  readonly compiler: Pick<BytecodeCompiler, 'bytecodeOf'>;
  /** Absolute folder of the run's record and logs. */
  readonly runFolder: string;
  /** How many cells run at once. */
  readonly slots: number;
  /** Whose folders are kept after the run. */
  readonly keep: MatrixOptions['keep'];
  readonly failFast: boolean;
  readonly context: Pick<Context, 'env' | 'stop'>;
  /** What is done with a cell that is ready, in the place of its steps. */
  readonly runSteps?: TestSurroundings['runSteps'] | undefined;
}

/** What the cells of one run share; each gets its own slot. */
export interface SharedCellHost {
  readonly host: Omit<CellHost, 'slot'>;
  /** How many attempts a cell has, as things stand. */
  readonly mostAttempts: () => number;
}

/** The host of a run's cells on this machine. What it opens is closed by the teardown of the facilities. */
export function openCellHost(options: CellHostOptions): SharedCellHost {
  const { facilities, ledger, verdicts, compiler, runFolder } = options;
  const { store, linkMode, emit } = facilities;
  const quarantineFile = (path: string) => store.quarantineFile(path);
  const guard = new PoisonGuard({ linkMode, emit, quarantineFile });
  const kept = keptEnvironments(options);
  const interpreterOf = interpreterFinder(facilities.pythons.interpreters);
  const placing = new Limit(1);
  const suites = new Suites(facilities, new Repositories(facilities, options.context));
  const bringsModule = listedModules(facilities.index, options.index);
  const tests = testSurroundings(options, { guard, suites, bringsModule });
  return {
    mostAttempts: () => (guard.alarmed ? 4 : 2),
    host: {
      clock: options.clock,
      phase: options.onPhase,
      resolve: (job) =>
        resolveCell(job, options.resolverFor(interpreterOf(job), job.underTest), suites),
      known: async (job, set, distributions) => verdicts?.find(job, set, distributions),
      remember: async (job, key, outcome) =>
        verdicts === undefined ? outcome : verdicts.remember(job, key, outcome),
      fetch: (job, lock, onBuild) =>
        fetchDistributions(lock, announced(options, onBuild, interpreterOf(job))),
      lacking: (job, distributions) =>
        lackingOf(job, distributions, { suites, bringsModule, interpreter: interpreterOf(job) }),
      compose: async (job, distributions) =>
        composeEnvironment(interpreterOf(job), distributions, { ledger: await ledger(), compiler }),
      inTurn: (task) => placing.run(task),
      place: async (job, environment, teardown) =>
        makePlace(
          { job, environment, teardown },
          { facilities, ledger: await ledger(), guard, kept },
        ),
      test: (request) => testCell({ ...request, interpreter: interpreterOf(request.job) }, tests),
      keep: (job, verdict, place) => keepWanted({ job, verdict, place }, options),
      stopsRun: ({ state }) => options.failFast && state !== 'pass' && state !== 'not-applicable',
      lost: (job, error) => lookAgain(job, error, { ...options, kept }),
      keepLog: (job, log) => keepLog(job, log, runFolder),
    },
  };
}

/** Closed with the run. */
function groupsOf({ teardown }: Facilities): ControlGroups | undefined {
  const groups = openControlGroups();
  teardown.register(() => groups?.close());
  return groups;
}

function testSurroundings(
  { facilities, slots, runFolder, ...options }: CellHostOptions,
  shared: Pick<TestSurroundings, 'guard' | 'suites' | 'bringsModule'>,
): TestSurroundings {
  const { isolation, forgetSandbox, journal, temporary, settings } = facilities;
  return {
    ...shared,
    isolation,
    forgetSandbox,
    groups: groupsOf(facilities),
    checkouts: new Checkouts(facilities),
    journal,
    temporary,
    runFolder,
    runSteps: options.runSteps ?? runSteps,
    share: coresPerSlot(slots),
    tools: once(() => toolsFolder({ ...settings.places, ...facilities })),
  };
}

/**
 * Only a sandbox keeps an environment as it is. Folders that the user wants to look at are the cell's own, and in a cache
 * that others write to nothing is believed that is not digested.
 */
function keptEnvironments({ facilities, keep }: CellHostOptions): KeptEnvironments | undefined {
  const { isolation, settings, workDirectory } = facilities;
  if (!isolation.protectsEnvironment || keep !== 'none' || settings.sharedCache) {
    return undefined;
  }
  const { cacheDir } = settings.places;
  const { env, cell } = foldersOfCell(workDirectory);
  return new KeptEnvironments({
    ...facilities,
    cacheDir,
    runtimePrefix: isolation.seen(env, cell),
  });
}

async function keepWanted(
  { job, verdict, place }: EndedCell,
  { keep, facilities: { settings, runId } }: CellHostOptions,
): Promise<readonly Note[]> {
  if (keep === 'all' || (keep === 'failed' && verdict.state !== 'pass')) {
    const { cacheDir } = settings.places;
    return keepFolders(place, entryPath(cacheDir, 'kept', `${runId}/${job.slug}`));
  }
  return [];
}

interface EndedCell {
  readonly job: CellJob;
  readonly verdict: Verdict;
  readonly place: CellPlace;
}

function interpreterFinder(interpreters: readonly Interpreter[]): (job: CellJob) => Interpreter {
  const byBuild = new Map(interpreters.map((interpreter) => [interpreter.build, interpreter]));
  return ({ id, interpreterBuild }) => {
    const interpreter = byBuild.get(interpreterBuild);
    if (interpreter === undefined) {
      throw new SpipError('internal', `Expected the Python of \`${id}\` to be on this machine`);
    }
    return interpreter;
  };
}

async function resolveCell(
  job: CellJob,
  resolver: ReturnType<ResolverFor>,
  suites: Suites,
): Promise<ResolvedSet> {
  const { beside, tools, underTest, strategy, asOf } = job;
  const needs = await needsOf(job, resolver, suites);
  const own = rootsWith(job, needs?.extras ?? []);
  const chosen = beside.map(parseRequirement);
  const besides = [...tools, ...(needs?.requirements ?? [])].map(
    (text) => readLenientRequirement(text).value,
  );
  const { lock, warnings } = await resolver.resolve([...own, ...chosen, ...besides], {
    underTest,
    chosen: [...chosen, ...besides].map(({ name }) => name),
    tools: besides.map(({ name }) => name),
    strategy: strategy ?? undefined,
    asOf: asOf === null ? undefined : new Date(asOf),
  });
  const note = { code: 'as-of', text: `resolved as of ${asOf ?? 'now'}`, paths: [] };
  return { lock, notes: [...(asOf === null ? [] : [note]), ...warnings], needs };
}

/** What the release's own tests need, where they are to run. */
async function needsOf(
  job: CellJob,
  resolver: ReturnType<ResolverFor>,
  suites: Suites,
): Promise<ResolvedSet['needs']> {
  const { roots, underTest } = job;
  const step = ownStepOf(job);
  return step !== undefined
    ? suites.needs(step.tests, underTest, async () => {
        const { lock } = await resolver.resolve(roots.map(parseRequirement), { underTest });
        const locked = lock.packages.find(({ name }) => name === underTest);
        const metadata = locked && (await resolver.source.metadata(locked.file));
        return (metadata?.providesExtra ?? []).map(normaliseName);
      })
    : undefined;
}

async function lackingOf(
  job: CellJob,
  distributions: readonly Distribution[],
  how: {
    readonly suites: Suites;
    readonly bringsModule: BringsModule;
    readonly interpreter: Interpreter;
  },
): Promise<readonly string[]> {
  const tested = distributions.find(({ locked }) => locked.name === job.underTest);
  const step = ownStepOf(job);
  return tested === undefined || step === undefined
    ? []
    : how.suites.lacking(step.tests, { ...how, ...tested, distributions });
}

/** The release under test with further extras. */
function rootsWith(
  { roots, underTest, extras }: CellJob,
  more: readonly string[],
): readonly Requirement[] {
  const all = [...new Set([...extras, ...more])].join(',');
  return roots.map((root) => {
    const requirement = parseRequirement(root);
    const isOwn = requirement.name === underTest && more.length > 0;
    return isOwn
      ? parseRequirement(`${underTest}[${all}]${formatSpecifiers(requirement.specifiers)}`)
      : requirement;
  });
}

/** How a set is fetched; `onBuild` is told of each build. */
function announced(
  { facilities, builder }: CellHostOptions,
  onBuild: () => void,
  interpreter: Interpreter,
): FetchRequest {
  return {
    facilities,
    interpreter,
    builder: {
      wheelOf: (file, python) => {
        onBuild();
        return builder.wheelOf(file, python);
      },
    },
  };
}

/** What was found may be gone, or be somebody else's: from now on it is looked for anew. */
function lookAgain(
  { id }: CellJob,
  error: unknown,
  { facilities, builder, kept }: CellHostOptions & { readonly kept: KeptEnvironments | undefined },
): SpipError | undefined {
  const lost =
    error instanceof PoisonedFiles
      ? error
      : lostFromCache(error, facilities.settings.places.cacheDir);
  if (lost !== undefined) {
    facilities.emit({ kind: 'debug', text: `${id}: ${lost.message}` });
    facilities.store.lookAgain();
    builder.lookAgain();
    kept?.lookAgain();
  }
  return lost;
}

/** Copies a log into the run's folder, so that it lasts as long as the run; relative to that folder. */
async function keepLog({ slug }: CellJob, log: string, runFolder: string): Promise<string> {
  const kept = join('logs', `${slug}.install.log`);
  try {
    await copyFile(log, join(runFolder, kept));
    return kept;
  } catch {
    return relative(runFolder, log);
  }
}
