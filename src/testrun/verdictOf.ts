import type { StepResult } from './stepResult.ts';
import type { CellState, Verdict } from '../model/verdict.ts';

const order: readonly CellState[] = ['infra', 'blocked', 'limit', 'fail', 'no-tests'];

/** The verdict of a cell: the worst of its steps, the earlier one where two are alike; a clean pass if all passed. */
export function verdictOf(steps: readonly StepResult[]): Verdict {
  return decidingStep(steps)?.verdict ?? { state: 'pass', reason: 'clean' };
}

/** The step that gave the verdict; `undefined` if all passed. */
export function decidingStep(steps: readonly StepResult[]): StepResult | undefined {
  return order
    .map((state) => steps.find((step) => step.verdict?.state === state))
    .find((step) => step !== undefined);
}
