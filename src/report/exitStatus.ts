import { failureCodes } from '../lib/failureCodes.ts';
import { isAbort } from '../lib/isAbort.ts';
import { SpipError } from '../lib/spipError.ts';
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
  return error instanceof SpipError ? failureCodes[error.code].exitStatus : 3;
}

/** The exit status of a command that a signal stopped. */
export function exitStatusOfSignal(signal: StopSignalName): number {
  return 128 + signalNumbers[signal];
}

/** Whether a command ended because it was told to, and not because of a failure. */
export function isInterruption(error: unknown): boolean {
  return error instanceof SpipError ? error.code === 'interrupted' : isAbort(error);
}

const signalNumbers: Readonly<Record<StopSignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGTERM: 15,
};
