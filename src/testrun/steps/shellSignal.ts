import { constants } from 'node:os';

/**
 * The signal that a shell means by its exit status: POSIX has it exit with more than 128 where a signal ended what it
 * ran last, and every shell adds the signal's number. Which shells become their last command, and so end by the signal
 * itself, is their own business.
 */
export function shellSignal(exitStatus: number | undefined): string | undefined {
  const number = (exitStatus ?? 0) - 128;
  // Some have two names: the first one is that of POSIX.
  return Object.entries(constants.signals).find(([, each]) => each === number)?.[0];
}
