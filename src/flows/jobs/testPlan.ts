import { join } from 'node:path';
import { ledgerFolder } from '../../ledger/ledgerFolder.ts';
import { openLedger } from '../../ledger/openLedger.ts';
import type { Ledger } from '../../ledger/openLedger.ts';
import { intendUntilUndone } from '../../journal/intendUntilUndone.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { formatBytes } from '../../lib/formatBytes.ts';
import { once } from '../../lib/once.ts';
import { pick } from '../../lib/pick.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Doors } from '../../model/doors.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { CellHead, CellOutcome, CellRecord } from '../../model/record.ts';
import { milliseconds, recordVersion } from '../../model/record.ts';
import { listCells } from '../../model/runFold.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { RunInfo } from '../../model/runInfo.ts';
import { disableCoreDumps } from '../../process/disableCoreDumps.ts';
import { systemIdentity } from '../../process/systemIdentity.ts';
import { memoryForCells } from '../../process/usage/machineMemory.ts';
import type { Standard } from '../../report/exitStatus.ts';
import { exitStatus, exitStatusOfError } from '../../report/exitStatus.ts';
import { profileText } from '../../report/profileText.ts';
import { ExpectedMemory } from '../../schedule/expectedMemory.ts';
import { longestFirst } from '../../schedule/longestFirst.ts';
import { runCells } from '../../schedule/runCells.ts';
import { Attempts } from '../cell/attempts.ts';
import { openCellHost } from '../cell/openCellHost.ts';
import type { CellHostOptions, SharedCellHost } from '../cell/openCellHost.ts';
import { KnownVerdicts } from '../cell/knownVerdicts.ts';
import { plannedOutcome } from '../cell/outcomes.ts';
import { PhaseFeed } from '../cell/phaseFeed.ts';
import { tellMemory } from '../cell/tellMemory.ts';
import { unlessStalled } from '../cell/unlessStalled.ts';
import { afterAll } from '../run/afterAll.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import { doorsRecord } from '../plan/openDoors.ts';
import { makeRunFolder } from '../run/makeRunFolder.ts';
import { resultsPath } from '../run/placesOf.ts';
import { recordResults } from '../run/recordResults.ts';
import { RunProfile } from '../run/runProfile.ts';
import type { RecordedRun } from '../run/recordResults.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import type { Run } from './withRun.ts';

type MatrixRun = Omit<Run<MatrixOptions>, 'builder'> & {
  readonly builder: WheelBuilder;
  /** What the run is held against. */
  readonly standard: Standard;
  readonly doors: Doors;
};

/** Runs the cells of a plan, tells of it as events and records it. Resolves to the exit status. */
export async function testPlan(
  plan: MatrixPlan,
  run: MatrixRun,
  resolverFor: ResolverFor,
): Promise<number> {
  const { facilities, context, emit } = run;
  const info = await describeRun(run);
  const phases = new PhaseFeed((cell, phase) => emit({ kind: 'cell-phase', cell, phase }));
  facilities.teardown.register(() => phases.close());
  const profile = run.options.profile ? new RunProfile(run.jobs) : undefined;
  const recorded = await beginRecord(plan, info, run);
  facilities.teardown.register(() => recorded.close());
  const host = openCellHost({
    ...run,
    ...(await openStates(plan, run, { info, recorded })),
    resolverFor,
    clock: context.clock,
    ...pick(run.options, ['index', 'keep', 'failFast']),
    onPhase: ({ id }, phase) => {
      profile?.phase(id, phase);
      phases.set(id, phase);
    },
    runFolder: info.folder,
    slots: run.jobs,
  });
  const started = context.clock.elapsed();
  emit({
    kind: 'run-started',
    schema_version: recordVersion,
    spip: context.version,
    run: info,
    ...listCells(plan.cells, plan.selections),
    decided: plan.decided,
  });
  profile?.planned();
  const outcomes = await testJobs(plan, run, { host, recorded, phases, profile });
  const after = await afterAll(run, info.folder);
  const seconds = context.clock.elapsed() - started;
  const judged = exitStatus(recordsOf(plan, outcomes), context.stop.received(), run.standard);
  const ended = judged === 0 && after?.failed === true ? 1 : judged;
  const unwritten = recorded.finish({ seconds: milliseconds(seconds), exitStatus: ended });
  const status = unwritten === undefined ? ended : exitStatusOfError(unwritten);
  emit({ kind: 'run-finished', seconds, exit_status: status });
  context.screen.err.write(after?.text ?? '');
  writeProfile(profile, run);
  if (unwritten !== undefined) {
    throw unwritten;
  }
  return status;
}

function writeProfile(profile: RunProfile | undefined, { facilities, context }: MatrixRun): void {
  const { requests } = facilities.index.counters;
  const count = Object.values(requests).reduce((sum, each) => sum + each, 0);
  const { err } = context.screen;
  if (profile !== undefined) {
    err.write(`\n${profileText(profile.facts(count), err)}`);
  }
}

async function describeRun({ facilities, context, jobs, doors }: MatrixRun): Promise<RunInfo> {
  const { markers } = facilities.pythons.interpreters[0] ?? {};
  return {
    id: facilities.runId,
    started: context.clock.now().toISOString(),
    jobs,
    sandbox: facilities.isolation.level,
    doors: doorsRecord(doors),
    platform: `${context.platform}-${markers?.platform_machine ?? process.arch}`,
    folder: await makeRunFolder(facilities.settings.places, facilities.runId),
  };
}

/**
 * What cells run with, and what earlier runs found. A cell that never ended needs the ledger for certain: what is wrong with
 * git is said before anything runs.
 */
async function openStates(
  { jobs }: MatrixPlan,
  run: MatrixRun,
  { info, recorded }: { readonly info: RunInfo; readonly recorded: RecordedRun },
): Promise<Pick<CellHostOptions, 'ledger' | 'verdicts'>> {
  const ledger = once(() => openRunLedger(run));
  const verdicts = knownVerdicts(run, info, recorded);
  if (jobs.some(({ id }) => verdicts === undefined || recorded.secondsOf(id) === undefined)) {
    await ledger();
  }
  return { ledger, verdicts };
}

/** `undefined`: nothing of earlier runs counts, and nothing is kept for later ones. */
function knownVerdicts(
  { options, context }: MatrixRun,
  { folder }: RunInfo,
  { results }: Pick<RecordedRun, 'results'>,
): KnownVerdicts | undefined {
  if (options.noResultCache) {
    return undefined;
  }
  // Folders and files that the user wants to look at are those of a cell that runs.
  const runsAll =
    options.rerun === 'all' ||
    options.keep !== 'none' ||
    options.artifacts.length > 0 ||
    options.control;
  return new KnownVerdicts({
    results,
    run: { spip: context.version, system: systemIdentity() },
    runFolder: folder,
    reuses: runsAll ? 'none' : options.rerun === 'failed' ? 'passes' : 'all',
    clock: context.clock,
  });
}

/** The ledger, for as long as the run. */
export async function openRunLedger({
  facilities,
  context,
}: Pick<MatrixRun, 'facilities' | 'context'>): Promise<Ledger> {
  await disableCoreDumps();
  const { places } = facilities.settings;
  const temporary = ledgerFolder(places, facilities.runId);
  await intendUntilUndone(
    { kind: 'directory', path: temporary },
    () => removeTree(temporary),
    facilities,
  );
  return openLedger({
    directory: join(places.dataDir, 'ledger.git'),
    locks: facilities.runLocks.data,
    env: context.env,
    temporary,
    reuseEntries: facilities.isolation.protectsEnvironment,
    onRepair: (text) => facilities.emit({ kind: 'warning', text }),
  });
}

/** Every cell with what came of it. */
function recordsOf(plan: MatrixPlan, outcomes: readonly CellOutcome[]): readonly CellRecord[] {
  const known = new Map([
    ...plan.decided.map(({ cell, outcome }) => [cell, outcome] as const),
    ...plan.jobs.map(({ id }, index) => [id, outcomes[index]] as const),
  ]);
  return plan.cells.flatMap((head) => {
    const outcome = known.get(head.id);
    return outcome === undefined ? [] : [{ ...head, ...outcome }];
  });
}

/** Every cell as it would stand if the run were killed now. */
function beginRecord(
  plan: MatrixPlan,
  run: RunInfo,
  { facilities, context }: MatrixRun,
): Promise<RecordedRun> {
  const decided = new Map(plan.decided.map(({ cell, outcome }) => [cell, outcome]));
  const cells = plan.cells.map((head): CellRecord => ({
    ...head,
    ...(decided.get(head.id) ?? plannedOutcome),
  }));
  const path = resultsPath(facilities.settings.places);
  const { selections, jobs } = plan;
  return recordResults(path, { spip: context.version, run, selections, cells, jobs });
}

interface Tending {
  readonly host: SharedCellHost;
  readonly recorded: Pick<RecordedRun, 'save' | 'settle' | 'secondsOf' | 'peaks'>;
  readonly phases: PhaseFeed;
  readonly profile: RunProfile | undefined;
}

async function testJobs(
  plan: MatrixPlan,
  { jobs, stop, emit, context, options }: MatrixRun,
  { host: { host: shared, mostAttempts }, recorded, phases, profile }: Tending,
): Promise<readonly CellOutcome[]> {
  const attempts = new Attempts(mostAttempts, options);
  const memory = new ExpectedMemory(recorded.peaks);
  const host = tellMemory(shared, (peak) => memory.learn(peak));
  const total = options.totalMemory ?? memoryForCells();
  const heads = new Map(plan.cells.map((head) => [head.id, head]));
  const outcomes = await runCells<CellJob, CellOutcome>({
    items: plan.jobs,
    order: (items) => longestFirst(items, ({ id }) => recorded.secondsOf(id)),
    key: ({ id }) => id,
    slots: jobs,
    memory: {
      total,
      expectedOf: (job) => memory.of(job),
      onShort: (testing) => emit(shortOfMemory({ testing, jobs, total })),
    },
    prepareSlots: jobs + 2,
    stop,
    run: (job, { slot, signal }) =>
      unlessStalled(job.id, context.onStall, () => attempts.run(job, { ...host, slot }, signal)),
    onCancelled: (job, reason) => attempts.cancelled(job, reason),
    failFast: host.stopsRun,
    onStart: ({ id }) => emit({ kind: 'cell-started', cell: id }),
    onDrain: (running) => {
      if (stop.reason === 'interrupted') {
        emit({ kind: 'draining', running });
      }
    },
    onFinish: ({ id }, outcome) => {
      phases.end(id);
      profile?.end(id);
      recorded.save({ ...headOf(id, heads), ...outcome }, () =>
        emit({ kind: 'cell-finished', cell: id, outcome }),
      );
    },
  });
  recorded.settle();
  return outcomes;
}

function shortOfMemory(of: Readonly<Record<'testing' | 'jobs' | 'total', number>>): RunEvent {
  return {
    kind: 'warning',
    text: `${of.testing} of ${of.jobs} places for now: more cells may not fit in ${formatBytes(of.total)} of memory`,
    hint: '`--total-memory SIZE` says what cells may take together',
  };
}

function headOf(id: string, heads: ReadonlyMap<string, CellHead>): CellHead {
  const head = heads.get(id);
  if (head === undefined) {
    throw new Error(`Expected \`${id}\` to be a cell of the plan`);
  }
  return head;
}
