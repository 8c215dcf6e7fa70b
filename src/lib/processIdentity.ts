import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for ever: pids are used again, and every PID namespace has its own. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own unit. */
  readonly startTime: string;
  /** Boot of the machine and, on Linux, PID namespace: where `pid` has a meaning. */
  readonly bootId: string;
}

/** The process that has this pid now; `undefined` if there is none. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid);
  return startTime === undefined ? undefined : { pid, startTime, bootId: currentBootId() };
}

/** Whether that very process still runs; `unknown` for one of another machine, boot or PID namespace. */
export function processState(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.bootId !== currentBootId()) {
    return 'unknown';
  }
  const now = identifyProcess(identity.pid);
  return now?.startTime === identity.startTime ? 'alive' : 'dead';
}

let bootId: string | undefined;

/** Equal for two processes if and only if they can see each other's pids. */
export function currentBootId(): string {
  bootId ??=
    process.platform === 'linux'
      ? `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`
      : hostname();
  return bootId;
}

function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may hold anything, spaces and parentheses too; field 3 follows the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not asked yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function psStartTime(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const text = stdout.trim();
  return text === '' ? undefined : text;
}
