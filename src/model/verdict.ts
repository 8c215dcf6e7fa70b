/** The closed list of cell states and their reasons (`README.md`, Verdicts): each can be reached, and a test reaches it. */
export const reasonsByState = {
  pass: ['clean', 'flaky', 'older-environment', 'repaired'],
  fail: ['import-failed', 'tests-failed', 'collection-failed', 'crashed'],
  'no-tests': ['none-collected', 'all-skipped'],
  blocked: [
    'unresolvable',
    'no-compatible-file',
    'bad-archive',
    'build-failed',
    'install-failed',
    'tests-not-runnable',
    'no-interpreter',
  ],
  'not-applicable': ['requires-python', 'excluded'],
  limit: ['timeout', 'silence', 'out-of-memory', 'no-space', 'output-flood', 'processes'],
  infra: ['index-unreachable', 'hash-mismatch', 'interpreter-broken', 'git', 'disk', 'internal'],
  cancelled: ['interrupted', 'fail-fast'],
} as const;

export type CellState = keyof typeof reasonsByState;

/** A state with one of its own reasons. */
export type Verdict = {
  readonly [S in CellState]: {
    readonly state: S;
    readonly reason: (typeof reasonsByState)[S][number];
  };
}[CellState];
