import type { OwnTests } from '../../src/testrun/testPlan.ts';

/** Own tests in a folder `tests` of an sdist, with nothing beside them. */
export const plainOwnTests: OwnTests = {
  runner: 'pytest',
  fallback: true,
  rule: 'test-folder',
  from: 'sdist',
  paths: ['tests'],
  targets: ['tests'],
  files: [],
  readOnly: [],
  notPlaced: [],
  copies: [],
  args: [],
  env: {},
  config: undefined,
  pytestTie: 'tests',
  configured: [],
  guarded: [],
  environment: 'declared',
  requirements: { source: '', asked: [], left_out: [] },
};
