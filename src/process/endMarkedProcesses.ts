import { readFileSync, readdirSync } from 'node:fs';
import { isErrno } from '../lib/isErrno.ts';

/** A process that forks while it is looked for is found in a later round; more rounds than this mean a fork bomb. */
const maxRounds = 20;

/**
 * Kills every process whose environment holds the variable with this path or one inside it, whatever group or session
 * it fled to, and returns how many there were. For runs without a sandbox; does nothing where there is no `/proc`.
 */
export function endMarkedProcesses(variable: string, path: string): number {
  const marker = `\0${variable}=${path}`;
  const killed = new Set<number>();
  for (let round = 0; round < maxRounds; round += 1) {
    const found = readPids().filter((pid) => isMarked(pid, marker));
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

function isMarked(pid: number, marker: string): boolean {
  try {
    const environment = `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
    return environment.includes(`${marker}\0`) || environment.includes(`${marker}/`);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) {
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
