import type { Scenario } from './readScenario.ts';

interface PolicyDifference {
  readonly appliesTo: (scenario: Scenario) => boolean;
  readonly reason: string;
}

/** Where spip decides otherwise than the scenarios' tool, on purpose. */
const differences: readonly PolicyDifference[] = [
  {
    appliesTo: ({ isUniversal }) => isUniversal,
    reason: 'one solution for many environments at once; spip solves each cell for its own',
  },
  {
    appliesTo: ({ name }) => name === 'python-less-than-current',
    reason: 'ignores the upper bound of Requires-Python; spip enforces both bounds, as pip does',
  },
];

/** Why a scenario's expectation does not hold for spip; `undefined` if it must. */
export function policyDifference(scenario: Scenario): string | undefined {
  return differences.find(({ appliesTo }) => appliesTo(scenario))?.reason;
}
