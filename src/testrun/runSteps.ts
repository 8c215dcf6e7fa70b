import { rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { testNamesPath } from '../model/testNames.ts';
import { renewFolders } from '../process/isolation/cellFolders.ts';
import { hasWrittenLayer } from '../process/isolation/privateLayer.ts';
import { driveSteps, skipped } from './driveSteps.ts';
import type { WaitingStep } from './driveSteps.ts';
import { mayMissLayer } from './mayMissLayer.ts';
import { around } from './steps/around.ts';
import { customStep } from './steps/customStep.ts';
import { importStep } from './steps/importStep.ts';
import { installStep } from './steps/installStep.ts';
import { ownStep } from './steps/ownStep.ts';
import type { Step, StepRun } from './steps/step.ts';
import type { StepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

/** In the order in which they run. */
const steps: readonly Step[] = [installStep, importStep, around(ownStep), around(customStep)];

/**
 * Runs the steps of one cell in order. An install that fails skips the rest; any other step skips none. Throws a SpipError when the run is interrupted or a process cannot be supervised; everything else
 * is in the results.
 *
 * A layer for what is written to an environment costs as much as a sandbox: only a cell that fails without one gets it,
 * and what it says then counts if something was written there. A failure that has nothing to do with it stands.
 */
export async function runSteps(plan: TestPlan): Promise<readonly StepResult[]> {
  const results = await runOnce(plan);
  if (plan.layered || !plan.isolation.hasLayer || !(await mayMissLayer(plan, results))) {
    return results;
  }
  await renewFolders(plan.folders);
  const layered = await runOnce({ ...plan, layered: true, slug: `${plan.slug}.layer` });
  const helped = hasWrittenLayer(plan.folders) || (isReadOnly(results) && !isReadOnly(layered));
  const [counts, other] = helped ? [layered, results] : [results, layered];
  const logs = other
    .flatMap(({ log }) => (log === undefined ? [] : [log, testNamesPath(log)]))
    .map((path) => join(plan.runFolder, path));
  await Promise.all(logs.map((path) => rm(path, { force: true })));
  return counts;
}

/** Files of wheels cannot be written to in a layer either: but that is what the failure is then about. */
function isReadOnly(results: readonly StepResult[]): boolean {
  return results.some(({ message }) => message.includes(`[Errno ${constants.errno.EROFS}]`));
}

async function runOnce(plan: TestPlan): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let hasRun = false;
  let waiting = steps.flatMap((step): readonly WaitingStep[] => {
    const children = step.children(plan);
    return children === undefined ? [] : [{ step, children, earlier: nothingRan }];
  });
  for (let [next] = waiting; next !== undefined; [next] = waiting) {
    const { step, children } = next;
    if (children.length > 0) {
      if (hasRun) {
        await renewFolders(plan.folders);
      }
      hasRun = true;
      const driven = await driveSteps(plan, waiting);
      results.push(...driven.results);
      waiting = [...driven.waiting];
      continue;
    }
    const result = await step.judge(plan, nothingRan);
    results.push(result);
    waiting = waiting.slice(1);
    if (result.verdict !== undefined && step === installStep) {
      return [...results, ...skipped(waiting, 'The environment is not complete')];
    }
  }
  return results;
}

const nothingRan: StepRun = {
  ends: [],
  brokenOff: undefined,
  seconds: 0,
  use: { memoryBytes: undefined, cpuSeconds: undefined, diskBytes: undefined },
  log: undefined,
  tail: '',
};
