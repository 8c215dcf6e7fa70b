import { withCleanup } from '../../lib/withCleanup.ts';
import type { Context } from '../../model/context.ts';
import type { MatrixOptions, MatrixRequest } from '../../options/matrixOptions.ts';
import { machineMemory } from '../../process/usage/machineMemory.ts';
import type { Standard } from '../../report/exitStatus.ts';
import { openReporters } from '../../report/openReporters.ts';
import { countSlots } from '../../schedule/countSlots.ts';
import { testLimits } from '../../testrun/testPlan.ts';
import type { PreparedInputs } from '../ask/prepareInputs.ts';
import { openDoors } from '../plan/openDoors.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import type { PlanRequest } from '../plan/planRequest.ts';
import { placesOf } from '../run/placesOf.ts';
import { readExpectations, recordOf } from '../run/recordOf.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import { describePlan } from './describePlan.ts';
import type { DescribedPlan } from './describePlan.ts';
import { testPlan } from './testPlan.ts';
import { withRun } from './withRun.ts';
import type { Run } from './withRun.ts';

/** How a matrix ended: the cells ran, or with `--dry-run` there is a plan. */
export type MatrixEnd =
  | { readonly kind: 'tested'; readonly exitStatus: number }
  | { readonly kind: 'planned'; readonly plan: DescribedPlan };

/** A run that is to be planned. */
export interface PlannedRun<O extends MatrixOptions> extends Run<O> {
  /** What all cells have in common. */
  readonly job: PlanRequest['job'];
}

/** A plan with what its cells need to be run. */
export interface RunnablePlan {
  readonly plan: MatrixPlan;
  readonly resolvers: ResolverFor;
  readonly builder: WheelBuilder;
}

/** A command that tests cells. */
interface MatrixJob<G extends MatrixRequest, O extends MatrixOptions> {
  /** What is asked with what settings say where the command line says nothing. */
  readonly settle: (given: G, prepared: PreparedInputs) => O;
  readonly plan: (run: PlannedRun<O>) => Promise<RunnablePlan>;
}

/** Opens reporters and a run, plans it, and tests the plan or tells of it. */
export async function planAndTest<G extends MatrixRequest, O extends MatrixOptions>(
  given: G,
  context: Context,
  { settle, plan: planOf }: MatrixJob<G, O>,
): Promise<MatrixEnd> {
  const { reports, events = false, open = false, serve: stay = false } = given;
  const standard = await standardOf(given, context);
  const { verbosity } = given.global;
  const { emit, close } = openReporters(context, {
    ...reports,
    standard,
    events,
    page: { open, stay },
    verbosity,
  });
  const request = {
    given,
    settle,
    needs: ({ sandbox, pythons, pythonDownloads, jobs = countSlots() }: O) => ({
      sandbox,
      pythons,
      pythonDownloads,
      jobs,
      runsTests: true,
    }),
    python: () => undefined,
    emit,
  };
  return withCleanup(
    () =>
      withRun(request, context, async (run): Promise<MatrixEnd> => {
        const job = conditionsOf(run);
        const { plan, resolvers, builder } = await planOf({ ...run, job });
        plan.warnings.forEach((text) => emit({ kind: 'warning', text }));
        return run.options.dryRun
          ? { kind: 'planned', plan: await describePlan(plan, { ...run, ...job }) }
          : {
              kind: 'tested',
              exitStatus: await testPlan(plan, { ...run, ...job, builder, standard }, resolvers),
            };
      }),
    close,
  );
}

function conditionsOf(run: Run<MatrixOptions>): PlanRequest['job'] {
  const { options, settings, facilities, context, emit } = run;
  const { isolation, sandboxReason } = facilities;
  const { places } = settings;
  return {
    limits: testLimits(options, machineMemory()),
    isolation: isolation.level,
    imported: [],
    around: {
      before: options.before ?? null,
      after: options.after ?? null,
      artifacts: options.artifacts,
    },
    doors: openDoors({ options, isolation, sandboxReason, places, env: context.env, emit }),
  };
}

/** What `--baseline` and `--expect` name. */
async function standardOf(
  { baseline, expect, global }: MatrixRequest,
  context: Context,
): Promise<Standard> {
  return {
    baseline:
      baseline === undefined
        ? undefined
        : await recordOf(baseline, await placesOf(global, context), context.cwd),
    expectations: await readExpectations(expect),
  };
}
