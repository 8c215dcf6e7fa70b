const installFailed = { state: 'blocked', reason: 'install-failed' } as const;
const git = { state: 'infra', reason: 'git' } as const;
const disk = { state: 'infra', reason: 'disk' } as const;
/** Of codes that end no cell: inside of one they are a bug. */
const internal = { state: 'infra', reason: 'internal' } as const;

/**
 * The codes of all expected failures: the exit status of the command that one ends (2: the user's input is to blame,
 * 1: the release, 3: the surroundings; 130: the run was stopped), and the verdict of the cell that one ends.
 */
export const failureCodes = {
  usage: { exitStatus: 2, verdict: installFailed },
  'invalid-version': { exitStatus: 2, verdict: installFailed },
  'invalid-specifier': { exitStatus: 2, verdict: internal },
  'invalid-requirement': { exitStatus: 2, verdict: installFailed },
  'invalid-marker': { exitStatus: 2, verdict: internal },
  'invalid-name': { exitStatus: 2, verdict: internal },
  'invalid-file-name': { exitStatus: 2, verdict: internal },
  'invalid-metadata': { exitStatus: 2, verdict: installFailed },
  'invalid-settings': { exitStatus: 2, verdict: internal },
  'unknown-package': { exitStatus: 2, verdict: internal },
  // What a lock or a constraint names is brought only when a cell asks for it.
  'no-such-version': { exitStatus: 2, verdict: installFailed },
  'not-found': { exitStatus: 2, verdict: installFailed },
  'no-python': { exitStatus: 2, verdict: internal },
  'no-cells': { exitStatus: 2, verdict: internal },
  unwritable: { exitStatus: 2, verdict: disk },
  'git-missing': { exitStatus: 2, verdict: git },
  'sandbox-missing': { exitStatus: 2, verdict: internal },
  'unsupported-platform': { exitStatus: 2, verdict: internal },
  unresolvable: { exitStatus: 1, verdict: { state: 'blocked', reason: 'unresolvable' } },
  'no-compatible-file': {
    exitStatus: 1,
    verdict: { state: 'blocked', reason: 'no-compatible-file' },
  },
  'bad-archive': { exitStatus: 1, verdict: { state: 'blocked', reason: 'bad-archive' } },
  'build-failed': { exitStatus: 1, verdict: { state: 'blocked', reason: 'build-failed' } },
  'install-failed': { exitStatus: 1, verdict: installFailed },
  'index-unreachable': { exitStatus: 3, verdict: { state: 'infra', reason: 'index-unreachable' } },
  'hash-mismatch': { exitStatus: 3, verdict: { state: 'infra', reason: 'hash-mismatch' } },
  'interpreter-broken': {
    exitStatus: 3,
    verdict: { state: 'infra', reason: 'interpreter-broken' },
  },
  git: { exitStatus: 3, verdict: git },
  disk: { exitStatus: 3, verdict: disk },
  internal: { exitStatus: 3, verdict: internal },
  interrupted: { exitStatus: 130, verdict: { state: 'cancelled', reason: 'interrupted' } },
} as const;

export type FailureCode = keyof typeof failureCodes;
