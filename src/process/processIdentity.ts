import { readFileSync } from 'node:fs';
import { isErrno } from '../lib/isErrno.ts';

/** What tells one process from a later one with the same pid. */
export interface ProcessIdentity {
  readonly bootId: string | undefined;
  readonly pid: number;
  readonly startTime: string | undefined;
}

/** When a process started, in clock ticks since boot; `undefined` where it is gone or the system does not tell. */
export function readStartTime(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Changes with every boot; `undefined` where the system has none. */
export function readBootId(): string | undefined {
  return readProc('/proc/sys/kernel/random/boot_id')?.trim();
}

/** Whether exactly this process still runs; never true for another one that got its pid. */
export function isProcessAlive(identity: ProcessIdentity): boolean {
  return (
    identity.startTime !== undefined &&
    identity.bootId === readBootId() &&
    identity.startTime === readStartTime(identity.pid)
  );
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) {
      return undefined;
    }
    throw error;
  }
}
