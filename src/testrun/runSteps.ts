import { renewFolders } from '../process/isolation/cellFolders.ts';
import { driveSteps, skipped } from './driveSteps.ts';
import type { WaitingStep } from './driveSteps.ts';
import { customStep } from './steps/customStep.ts';
import { importStep } from './steps/importStep.ts';
import { installStep } from './steps/installStep.ts';
import { ownStep } from './steps/ownStep.ts';
import type { Step, StepRun } from './steps/step.ts';
import type { StepResult } from './stepResult.ts';
import type { TestPlan } from './testPlan.ts';

/** In the order in which they run. */
const steps: readonly Step[] = [installStep, importStep, ownStep, customStep];

/**
 * Runs the steps of one cell in order. An install that fails skips the rest; any other step skips none. Throws a SpipError when the run is interrupted or a process cannot be supervised; everything else
 * is in the results.
 */
export async function runSteps(plan: TestPlan): Promise<readonly StepResult[]> {
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
  log: undefined,
  tail: '',
};
