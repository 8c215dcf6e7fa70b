import { SpipError } from '../../lib/spipError.ts';
import type { FailureCode } from '../../lib/spipError.ts';
import type { Verdict } from '../../model/verdict.ts';

/** What a cell says about a failure that ended it. */
export interface CellFailure {
  readonly verdict: Verdict;
  readonly message: string;
  readonly hint: string | undefined;
  /** Absolute path of a longer account. */
  readonly log: string | undefined;
}

const interrupted: Verdict = { state: 'cancelled', reason: 'interrupted' };

/** Turns what was thrown inside a cell into its verdict: the one place where that happens. */
export function failureOf(error: unknown): CellFailure {
  if (error instanceof SpipError) {
    return {
      verdict: verdicts[error.code] ?? internal,
      message: error.message,
      hint: error.hint,
      log: error.log,
    };
  }
  if (isAbort(error)) {
    return {
      verdict: interrupted,
      message: 'Stopped before it ended',
      hint: undefined,
      log: undefined,
    };
  }
  return {
    verdict: internal,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: 'this is a bug in spip',
    log: undefined,
  };
}

/** Codes that a cell can end with; any other one inside a cell is a bug. */
const verdicts: Readonly<Partial<Record<FailureCode, Verdict>>> = {
  unresolvable: { state: 'blocked', reason: 'unresolvable' },
  'no-compatible-file': { state: 'blocked', reason: 'no-compatible-file' },
  'bad-archive': { state: 'blocked', reason: 'bad-archive' },
  'build-failed': { state: 'blocked', reason: 'build-failed' },
  'install-failed': { state: 'blocked', reason: 'install-failed' },
  'invalid-metadata': { state: 'blocked', reason: 'install-failed' },
  'invalid-requirement': { state: 'blocked', reason: 'install-failed' },
  'invalid-version': { state: 'blocked', reason: 'install-failed' },
  // What a lock or a constraint names is brought only when a cell asks for it.
  'not-found': { state: 'blocked', reason: 'install-failed' },
  'no-such-version': { state: 'blocked', reason: 'install-failed' },
  usage: { state: 'blocked', reason: 'install-failed' },
  'git-missing': { state: 'infra', reason: 'git' },
  'index-unreachable': { state: 'infra', reason: 'index-unreachable' },
  'hash-mismatch': { state: 'infra', reason: 'hash-mismatch' },
  'interpreter-broken': { state: 'infra', reason: 'interpreter-broken' },
  git: { state: 'infra', reason: 'git' },
  disk: { state: 'infra', reason: 'disk' },
  unwritable: { state: 'infra', reason: 'disk' },
  interrupted,
};

const internal: Verdict = { state: 'infra', reason: 'internal' };

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
