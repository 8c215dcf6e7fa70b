import { isAbort } from './isAbort.ts';
import { SpipError } from './spipError.ts';

/** Awaits something that a signal ends; then the failure says that it was interrupted. */
export async function interruptible<T>(
  waiting: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await waiting;
  } catch (error) {
    throw signal?.aborted === true && isAbort(error)
      ? new SpipError('interrupted', 'Failed to wait: interrupted', { cause: error })
      : error;
  }
}
