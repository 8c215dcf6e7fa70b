import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../ledger/openLedger.ts';
import { isNoSpace, noSpace } from '../../lib/diskError.ts';
import { Limit } from '../../lib/limit.ts';
import { removeTree } from '../../lib/removeTree.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { MatrixOptions } from '../../model/options.ts';
import type { RunInfo } from '../../model/runEvent.ts';
import { customTest } from './customTest.ts';
import { BytecodeCompiler } from './bytecodeCompiler.ts';
import { listedModules } from '../sets/listedModules.ts';
import type { MatrixShop } from './matrixShop.ts';
import type { Workshop } from '../run/openWorkshop.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import { PoisonGuard } from './poisonGuard.ts';
import type { SdistBuilder } from '../sets/sdistBuilder.ts';
import { SpareEnvironments } from './spareEnvironments.ts';
import { testLimits } from '../../testrun/testPlan.ts';

/** A planned run of `spip matrix`, with what was opened to plan it. */
export interface MatrixRun {
  readonly plan: MatrixPlan;
  readonly jobs: number;
  readonly options: MatrixOptions;
  readonly context: Context;
  readonly workshop: Workshop;
  readonly builder: SdistBuilder;
  readonly resolvers: MatrixShop['resolverFor'];
  /** To be aborted when no further cell is to test: ends builds. */
  readonly stopped: AbortController;
}

/** Opens what only the cells need: the ledger, the run's folder, the byte-code compiler. */
export async function openMatrixShop(request: MatrixRun): Promise<MatrixShop> {
  const { jobs, options, context, workshop, builder, resolvers } = request;
  const { dataDir } = workshop.settings.places;
  // On the ledger's file system, which need not be the store's.
  const temporary = join(dataDir, 'tmp', workshop.runId);
  await workshop.journal.intend({ kind: 'directory', path: temporary });
  workshop.teardown.register(() => removeTree(temporary));
  const ledger = await openLedger({
    directory: join(dataDir, 'ledger.git'),
    locks: workshop.runLocks.data,
    env: context.env,
    temporary,
    reuseEntries: workshop.isolation.protectsEnvironment,
  });
  const run = await makeRun(request);
  const compiler = new BytecodeCompiler(workshop);
  workshop.teardown.register(() => compiler.close());
  return {
    workshop,
    ledger,
    run,
    clock: context.clock,
    builder,
    resolverFor: resolvers,
    compiler,
    bringsModule: listedModules(workshop.index, options.index),
    custom: customTest(options),
    limits: testLimits(options.timeout),
    placing: new Limit(1),
    spare: new SpareEnvironments(workshop.temporary, request.plan.planned.length),
    guard: new PoisonGuard({
      linkMode: workshop.linkMode,
      quarantineFile: (path) => workshop.store.quarantineFile(path),
      emit: workshop.emit,
    }),
    keep: options.keep,
    stopsRun: ({ state }) => options.failFast && state !== 'pass' && state !== 'not-applicable',
    share: shareOf(jobs),
  };
}

async function makeRun({ jobs, context, workshop }: MatrixRun): Promise<RunInfo> {
  const folder = join(workshop.settings.places.dataDir, 'runs', workshop.runId);
  try {
    await mkdir(join(folder, 'logs'), { recursive: true });
  } catch (error) {
    const failedTo = `make the run's folder \`${folder}\``;
    throw isNoSpace(error)
      ? noSpace(error, failedTo)
      : new SpipError('unwritable', `Failed to ${failedTo}`, {
          hint: 'choose another place with `--data-dir` or `SPIP_DATA_DIR`',
          cause: error,
        });
  }
  const { markers } = workshop.pythons.interpreters[0] ?? {};
  return {
    id: workshop.runId,
    started: context.clock.now().toISOString(),
    jobs,
    sandbox: workshop.isolation.level,
    platform: `${context.platform}-${markers?.platform_machine ?? process.arch}`,
    folder,
  };
}

/** How many cores each of the cells that run at once may count as its own. */
function shareOf(jobs: number): number {
  return Math.max(1, Math.floor(availableParallelism() / jobs));
}
