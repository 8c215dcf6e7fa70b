import { failureCodes } from '../../lib/failureCodes.ts';
import { shortageError } from '../../lib/files/diskError.ts';
import { isAbort } from '../../lib/isAbort.ts';
import { hideSecrets } from '../../lib/urls/hideSecrets.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Verdict } from '../../model/verdict.ts';

/** What a cell says about a failure that ended it. */
export interface CellFailure {
  readonly verdict: Verdict;
  readonly message: string;
  readonly hint: string | undefined;
  /** Absolute path of a longer account. */
  readonly log: string | undefined;
}

/** Turns what was thrown inside a cell into its verdict: the one place where that happens. */
export function failureOf(thrown: unknown): CellFailure {
  const error = shortageError(thrown);
  if (error instanceof SpipError) {
    return {
      verdict: failureCodes[error.code].verdict,
      message: error.message,
      hint: error.hint,
      log: error.log,
    };
  }
  if (isAbort(error)) {
    return {
      verdict: failureCodes.interrupted.verdict,
      message: 'Stopped before it ended',
      hint: undefined,
      log: undefined,
    };
  }
  return {
    verdict: failureCodes.internal.verdict,
    message: hideSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    hint: 'this is a bug in spip',
    log: undefined,
  };
}
