import { withCleanup } from '../../lib/withCleanup.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { MatrixOptions, MatrixRequest } from '../../options/matrixOptions.ts';
import { openReporters } from '../../report/openReporters.ts';
import type { Standard } from '../../report/exitStatus.ts';
import { countSlots } from '../../schedule/countSlots.ts';
import { machineMemory } from '../../process/usage/machineMemory.ts';
import { testLimits } from '../../testrun/testPlan.ts';
import { parseInput } from '../ask/readInputs.ts';
import { withDefaults } from '../ask/withDefaults.ts';
import { customTest } from '../plan/customTest.ts';
import { matrixResolvers } from '../plan/matrixResolvers.ts';
import { planMatrix } from '../plan/planMatrix.ts';
import { planOptions } from '../plan/planOptions.ts';
import type { PlanRequest } from '../plan/planRequest.ts';
import { openDoors } from '../plan/openDoors.ts';
import { namesBeside, readBeside } from '../plan/readBeside.ts';
import { scriptNeeds } from '../plan/scriptNeeds.ts';
import { placesOf } from '../run/placesOf.ts';
import { readExpectations, recordOf } from '../run/recordOf.ts';
import { lockedSet, readLockFile } from '../sets/lockedSet.ts';
import type { LockedSet } from '../sets/lockedSet.ts';
import { describePlan } from './describePlan.ts';
import type { DescribedPlan } from './describePlan.ts';
import { testPlan } from './testPlan.ts';
import { withRun } from './withRun.ts';
import type { Run } from './withRun.ts';

/** How `spip matrix` ended: the cells ran, or with `--dry-run` there is a plan. */
export type MatrixEnd =
  | { readonly kind: 'tested'; readonly exitStatus: number }
  | { readonly kind: 'planned'; readonly plan: DescribedPlan };

/** `spip matrix`, top to bottom. */
export async function runMatrix(given: MatrixRequest, context: Context): Promise<MatrixEnd> {
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
    settle: withDefaults,
    needs: ({ sandbox, pythons, pythonDownloads, jobs = countSlots() }: MatrixOptions) => ({
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
        const test = await customTest(run);
        const job = conditionsOf(run);
        const locked = await lockOf(run.options, context);
        const resolvers = matrixResolvers({ ...run, locked });
        const needs = await scriptNeeds(run.options.script, namesOf(run));
        const options = { ...run.options, with: [...run.options.with, ...needs.with] };
        const asked = planOptions({ ...run, options, job, test, resolvers, locked });
        const plan = await planMatrix({
          ...asked,
          lockExcludes: (python) => needs.excludes(python) ?? asked.lockExcludes(python),
        });
        plan.warnings.forEach((text) => emit({ kind: 'warning', text }));
        return run.options.dryRun
          ? { kind: 'planned', plan: describePlan(plan, { ...run, ...job }) }
          : {
              kind: 'tested',
              exitStatus: await testPlan(plan, { ...run, ...job, standard }, resolvers),
            };
      }),
    close,
  );
}

/** What the user asks for himself, and how it is called. */
function namesOf({ options, inputs }: Run<MatrixOptions>): ReadonlySet<string> {
  return new Set([
    ...inputs.requirements.map((line) => parseInput(line).name),
    ...namesBeside(readBeside(options.with)),
  ]);
}

/** What all cells have in common. */
function conditionsOf(run: Run<MatrixOptions>): PlanRequest['job'] {
  const { options, settings, facilities, context, emit } = run;
  const { isolation, sandboxReason } = facilities;
  const { places } = settings;
  return {
    limits: testLimits(options, machineMemory()),
    isolation: isolation.level,
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
