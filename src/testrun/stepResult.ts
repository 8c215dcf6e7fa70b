import type { StepName, StepResources, StepResult, StepState } from '../model/cellResult.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ChildEnd } from './steps/step.ts';

/** A step's result: given what is known, nothing for the rest. */
export function stepResult(
  name: StepName,
  verdict: Verdict | undefined,
  known: Partial<StepResult>,
): StepResult {
  return {
    name,
    state: stateOf(verdict),
    verdict,
    message: '',
    exitStatus: undefined,
    signal: undefined,
    seconds: 0,
    log: undefined,
    tests: undefined,
    resources: undefined,
    notes: [],
    ...known,
  };
}

export function skippedStep(name: StepName, message: string): StepResult {
  return stepResult(name, undefined, { state: 'skipped', message });
}

export function resourcesOf(ends: readonly ChildEnd[]): StepResources | undefined {
  return ends.length === 0
    ? undefined
    : {
        cpuSeconds: ends.reduce((sum, end) => sum + end.cpuSeconds, 0),
        maxRssBytes: Math.max(...ends.map((end) => end.maxRssBytes)),
      };
}

function stateOf(verdict: Verdict | undefined): StepState {
  switch (verdict?.state) {
    case undefined:
    case 'pass':
      return 'pass';
    case 'limit':
      return 'limit';
    case 'no-tests':
      return 'no-tests';
    case 'infra':
      return 'error';
    case 'fail':
    case 'blocked':
      return 'fail';
    case 'not-applicable':
    case 'cancelled':
      return 'skipped';
  }
}
