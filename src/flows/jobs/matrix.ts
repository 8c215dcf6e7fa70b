import { withCleanup } from '../../lib/withCleanup.ts';
import { whenAborted } from '../../lib/whenAborted.ts';
import type { CellResult } from '../../model/cellResult.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { MatrixOptions } from '../../model/options.ts';
import { disableCoreDumps } from '../../process/disableCoreDumps.ts';
import { exitStatus, exitStatusOfError } from '../../report/exitStatus.ts';
import { openReporters } from '../../report/openReporters.ts';
import { countSlots } from '../../schedule/countSlots.ts';
import { longestFirst } from '../../schedule/longestFirst.ts';
import { runCells } from '../../schedule/runCells.ts';
import { StopControl } from '../../schedule/stopControl.ts';
import { CellBorder } from '../cell/cellBorder.ts';
import { lockedSet, readLockFile } from '../sets/lockedSet.ts';
import type { LockedSet } from '../sets/lockedSet.ts';
import { matrixResolvers } from '../plan/matrixResolvers.ts';
import type { MatrixShop } from '../cell/matrixShop.ts';
import { openMatrixShop } from '../cell/openMatrixShop.ts';
import type { MatrixRun } from '../cell/openMatrixShop.ts';
import { openDirects } from '../sets/openDirects.ts';
import { openWorkshop } from '../run/openWorkshop.ts';
import type { Workshop } from '../run/openWorkshop.ts';
import { printPlan } from './printPlan.ts';
import { planOptions } from '../plan/planOptions.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import { planMatrix } from '../plan/planMatrix.ts';
import { prepareInputs } from '../ask/prepareInputs.ts';
import type { Inputs } from '../ask/readInputs.ts';
import { recordResults } from '../cell/recordResults.ts';
import type { RecordedRun } from '../cell/recordResults.ts';
import { buildPolicy } from '../sets/resolvePolicy.ts';
import { SdistBuilder } from '../sets/sdistBuilder.ts';
import { withDefaults } from '../ask/withDefaults.ts';

/** `spip matrix`, top to bottom. Resolves to the exit status. */
export async function runMatrix(given: MatrixOptions, context: Context): Promise<number> {
  const reporters = openReporters(context, { verbosity: given.global.verbosity, json: given.json });
  const { emit } = reporters;
  return withCleanup(
    async () => {
      const { settings, inputs, ...prepared } = await prepareInputs(given, context, emit);
      const options = { ...withDefaults(given, settings.options), ...prepared };
      const workshop = await openWorkshop({ ...options, settings, runsTests: true, emit }, context);
      return withCleanup(
        () => planAndRun({ options, inputs, workshop, context }),
        () => workshop.teardown.run(),
      );
    },
    () => reporters.close(),
  );
}

async function planAndRun({
  options,
  inputs: read,
  workshop,
  context,
}: {
  readonly options: MatrixOptions;
  readonly inputs: Inputs;
  readonly workshop: Workshop;
  readonly context: Context;
}): Promise<number> {
  const jobs = options.jobs ?? countSlots();
  const stopped = new AbortController();
  whenAborted(context.stop.drain, () => stopped.abort());
  const builder = new SdistBuilder({
    workshop,
    policy: buildPolicy(options.index),
    jobs,
    signal: stopped.signal,
  });
  const locked = await lockOf(options, context);
  const { inputs, ...directs } = await openDirects(read, { workshop, builder, context });
  const resolvers = matrixResolvers({ workshop, builder, options, inputs, locked, ...directs });
  const plan = await planMatrix(
    planOptions({ options, inputs, workshop, builder, resolvers, locked, ...directs }),
  );
  for (const text of plan.warnings) {
    workshop.emit({ kind: 'warning', text });
  }
  return options.dryRun
    ? printPlan({ plan, jobs, options, context })
    : await runPlan({ plan, jobs, options, context, workshop, builder, resolvers, stopped });
}

/** What `--lock` names, worked out once for each Python. */
async function lockOf(
  { lock: path }: MatrixOptions,
  { cwd }: Context,
): Promise<((python: Interpreter) => LockedSet) | undefined> {
  if (path === undefined) {
    return undefined;
  }
  const file = await readLockFile(path, cwd);
  const known = new Map<Interpreter, LockedSet>();
  return (python) => {
    const set = known.get(python) ?? lockedSet(file, python);
    known.set(python, set);
    return set;
  };
}

async function runPlan(request: MatrixRun): Promise<number> {
  const { plan, context, workshop } = request;
  const { emit } = workshop;
  const [shop] = await Promise.all([openMatrixShop(request), disableCoreDumps()]);
  const started = context.clock.elapsed();
  const cells = plan.planned.map(({ cell }) => cell);
  const recorded = await recordResults({ plan, shop, version: context.version });
  workshop.teardown.register(() => recorded.close());
  emit({
    kind: 'run-started',
    run: shop.run,
    selections: plan.selections,
    cells,
    decided: plan.decided,
  });
  const tested = await testPlanned(request, shop, recorded);
  const results = inOrder(plan, [...plan.decided, ...tested]);
  const seconds = context.clock.elapsed() - started;
  const ended = exitStatus(results, context.stop.received());
  const unwritten = recorded.finish({ seconds, exitStatus: ended });
  const status = unwritten === undefined ? ended : exitStatusOfError(unwritten);
  emit({ kind: 'run-finished', run: shop.run, seconds, exitStatus: status, results });
  if (unwritten !== undefined) {
    throw unwritten;
  }
  return status;
}

async function testPlanned(
  { plan, jobs, context, workshop, stopped }: MatrixRun,
  shop: MatrixShop,
  { save, secondsOf }: RecordedRun,
): Promise<readonly CellResult[]> {
  const stop = new StopControl();
  const border = new CellBorder(shop);
  // Whatever stops the run: who waits for a build or the index is not testing yet, and is cancelled.
  stop.onChange(() => {
    stopped.abort();
    void workshop.index.close();
  });
  whenAborted(context.stop.drain, () => stop.drain('interrupted'));
  whenAborted(context.stop.kill, () => stop.abort('interrupted'));
  return runCells({
    items: plan.planned,
    order: (items) => longestFirst(items, ({ cell }) => secondsOf(cell.id)),
    key: ({ cell }) => cell.id,
    slots: jobs,
    prepareSlots: jobs + 2,
    stop,
    run: (planned, item) => border.run(planned, item),
    onError: (planned, error) => border.failed(planned, error),
    retry: (planned, result, attempt) => border.runsAgain(planned, result, attempt),
    onCancelled: (planned, reason, tested) => border.cancelled(planned, reason, tested),
    failFast: ({ verdict }) => shop.stopsRun(verdict),
    onStart: ({ cell }, attempt) => {
      if (attempt === 1) {
        workshop.emit({ kind: 'cell-started', cell });
      }
    },
    onDrain: (running) => {
      if (stop.reason === 'interrupted') {
        workshop.emit({ kind: 'draining', running });
      }
    },
    onFinish: (_planned, result) => {
      save(result);
      workshop.emit({ kind: 'cell-finished', result });
    },
  });
}

function inOrder(plan: MatrixPlan, results: readonly CellResult[]): readonly CellResult[] {
  const byId = new Map(results.map((result) => [result.cell.id, result]));
  return plan.order.flatMap((id) => byId.get(id) ?? []);
}
