import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { MatrixOptions, MatrixRequest } from '../../options/matrixOptions.ts';
import { parseInput } from '../ask/readInputs.ts';
import { withDefaults } from '../ask/withDefaults.ts';
import { customTest } from '../plan/customTest.ts';
import { matrixResolvers } from '../plan/matrixResolvers.ts';
import { expandWith } from '../plan/expandWith.ts';
import { planMatrix } from '../plan/planMatrix.ts';
import { planOptions } from '../plan/planOptions.ts';
import { projectReader } from '../plan/projectReader.ts';
import { namesBeside, readBeside } from '../plan/readBeside.ts';
import { scriptNeeds } from '../plan/scriptNeeds.ts';
import { openBeside } from '../sets/openBeside.ts';
import { lockedSet, readLockFile } from '../sets/lockedSet.ts';
import type { LockedSet } from '../sets/lockedSet.ts';
import { planAndTest } from './planAndTest.ts';
import type { MatrixEnd, PlannedRun, RunnablePlan } from './planAndTest.ts';

/** `spip matrix`: the releases of packages. */
export function runMatrix(given: MatrixRequest, context: Context): Promise<MatrixEnd> {
  return planAndTest(given, context, { settle: withDefaults, plan: planOfMatrix });
}

async function planOfMatrix(run: PlannedRun<MatrixOptions>): Promise<RunnablePlan> {
  const test = await customTest(run);
  const locked = await lockOf(run.options, run.context);
  const beside = await openBeside(run.options.with, { ...run, interpreter: undefined });
  const expanded = await expandWith(beside.texts, {
    project: projectReader(run.facilities, run.options.index.excludeNewer),
    pre: run.options.pre,
    within: () => undefined,
  });
  const own = { ...run.options, with: expanded.texts };
  const { fixed } = beside;
  const resolvers = matrixResolvers({ ...run, fixed, options: own, locked });
  const needs = await scriptNeeds(own.script, namesOf({ ...run, options: own }));
  const options = { ...own, with: [...own.with, ...needs.with] };
  const asked = planOptions({ ...run, fixed, options, expanded, test, resolvers, locked });
  const plan = await planMatrix({
    ...asked,
    job: { ...asked.job, imported: beside.names },
    lockExcludes: (python) => needs.excludes(python) ?? asked.lockExcludes(python),
  });
  return { plan, resolvers, builder: run.builder };
}

/** What the user asks for himself, and how it is called. */
function namesOf({ options, inputs }: PlannedRun<MatrixOptions>): ReadonlySet<string> {
  return new Set([
    ...inputs.requirements.map((line) => parseInput(line).name),
    ...namesBeside(readBeside(options.with)),
  ]);
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
