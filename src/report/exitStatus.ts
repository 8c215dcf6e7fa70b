import { SpipError } from '../lib/spipError.ts';
import type { FailureCode } from '../lib/spipError.ts';
import type { CellState } from '../model/verdict.ts';
import type { StopSignalName } from '../model/context.ts';

/**
 * The exit status of a run: 0 every applicable cell passed; 1 a cell failed, had no tests, was blocked or hit a limit,
 * or none applied; 3 the surroundings failed; 128 + number of the signal that ended it.
 */
export function exitStatus(
  outcomes: readonly { readonly state: CellState }[],
  stopped: StopSignalName | undefined,
): number {
  if (stopped !== undefined) {
    return exitStatusOfSignal(stopped);
  }
  const states = new Set(outcomes.map(({ state }) => state));
  if (states.has('infra')) {
    return 3;
  }
  const applied = states.difference(new Set(['not-applicable']));
  return applied.size === 1 && applied.has('pass') ? 0 : 1;
}

/** The exit status of a command that an error ended. */
export function exitStatusOfError(error: unknown): number {
  return error instanceof SpipError ? statusByCode[error.code] : 3;
}

/** The exit status of a command that a signal stopped. */
export function exitStatusOfSignal(signal: StopSignalName): number {
  return 128 + signalNumbers[signal];
}

/** Whether a command ended because it was told to, and not because of a failure. */
export function isInterruption(error: unknown): boolean {
  return error instanceof SpipError
    ? error.code === 'interrupted'
    : error instanceof Error && error.name === 'AbortError';
}

const signalNumbers: Readonly<Record<StopSignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGTERM: 15,
};

const statusByCode: Readonly<Record<FailureCode, number>> = {
  usage: 2,
  'invalid-version': 2,
  'invalid-specifier': 2,
  'invalid-requirement': 2,
  'invalid-marker': 2,
  'invalid-name': 2,
  'invalid-file-name': 2,
  'invalid-metadata': 2,
  'invalid-settings': 2,
  'unknown-package': 2,
  'no-such-version': 2,
  'no-python': 2,
  'no-cells': 2,
  'not-found': 2,
  unwritable: 2,
  'git-missing': 2,
  'sandbox-missing': 2,
  'unsupported-platform': 2,
  unresolvable: 1,
  'no-compatible-file': 1,
  'bad-archive': 1,
  'build-failed': 1,
  'install-failed': 1,
  'index-unreachable': 3,
  'hash-mismatch': 3,
  'interpreter-broken': 3,
  git: 3,
  disk: 3,
  internal: 3,
  interrupted: 130,
};
