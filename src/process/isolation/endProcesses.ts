import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isErrno } from '../../lib/isErrno.ts';

/** A process that forks while it is looked for is found in a later round; more rounds than this mean a fork bomb. */
const maxRounds = 20;

/**
 * Kills every process but this one for which `matches` holds, whatever group or session it fled to, and returns how
 * many there were. A process may end while it is asked about. Does nothing where there is no `/proc`.
 */
export function endProcesses(matches: (pid: number) => boolean): number {
  const killed = new Set<number>();
  for (let round = 0; round < maxRounds; round += 1) {
    const found = readPids().filter((pid) => pid !== process.pid && stillMatches(pid, matches));
    const fresh = found.filter((pid) => !killed.has(pid));
    if (fresh.length === 0) {
      break;
    }
    for (const pid of fresh) {
      killed.add(pid);
      kill(pid);
    }
  }
  return killed.size;
}

const goneRounds = 400;

/** A signal does not wait: kills again until nothing is found any more, or for two seconds. */
export async function untilGone(end: () => number): Promise<void> {
  for (let round = 0; round < goneRounds && end() > 0; round += 1) {
    await delay(5);
  }
}

function readPids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

function stillMatches(pid: number, matches: (pid: number) => boolean): boolean {
  try {
    return matches(pid);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL')) {
      return false;
    }
    throw error;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isErrno(error, 'ESRCH', 'EPERM')) {
      throw error;
    }
  }
}
