import { isErrno } from '../lib/isErrno.ts';

/** Signals every process of a group; a group that is gone, or not ours to signal, is no error. */
export function signalGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) {
    return;
  }
  try {
    process.kill(-group, signal);
  } catch (error) {
    // macOS answers EPERM for a group that holds only zombies.
    if (!isErrno(error, 'ESRCH', 'EPERM')) {
      throw error;
    }
  }
}
