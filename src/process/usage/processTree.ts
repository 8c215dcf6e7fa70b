import { readFileSync, readdirSync } from 'node:fs';

/** What a tree of processes has just now. */
export interface TreeUse {
  /** Processes and threads. */
  readonly tasks: number;
  /** Of physical memory; a page that several of them have counts in each. */
  readonly residentBytes: number;
  /** Of the processor, of those that live and of those that they have waited for. */
  readonly cpuSeconds: number;
  readonly pids: readonly number[];
}

/** A fork bomb is over any limit long before. */
const mostProcesses = 20_000;

/** Of what Linux counts the time of processes in; the same on all machines that Node runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/**
 * Looks at the processes below `root`, without those that stand nearer to it than `depth`: `root` itself is at 0.
 * Processes come and go meanwhile. `undefined` where `/proc` does not tell.
 */
export function treeUse(root: number, depth: number): TreeUse | undefined {
  if (childrenOf(root) === undefined) {
    return undefined;
  }
  const found: { readonly pid: number; readonly level: number }[] = [{ pid: root, level: 0 }];
  const use = { tasks: 0, residentBytes: 0, cpuSeconds: 0 };
  const pids: number[] = [];
  for (const { pid, level } of found) {
    if (level >= depth) {
      const own = statOf(pid);
      use.tasks += own.tasks;
      use.residentBytes += own.residentBytes;
      use.cpuSeconds += own.cpuSeconds;
      pids.push(pid);
    }
    const children = found.length < mostProcesses ? (childrenOf(pid) ?? []) : [];
    found.push(...children.map((child) => ({ pid: child, level: level + 1 })));
  }
  return { ...use, pids };
}

/** Resident memory of processes, each shared page in equal parts to all that have it. */
export function proportionalBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + proportionOf(pid), 0);
}

function proportionOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  // Who is not allowed to look has at least the other number.
  return kilobytes === undefined ? statOf(pid).residentBytes : Number(kilobytes) * 1024;
}

function statOf(pid: number): Omit<TreeUse, 'pids'> {
  const text = read(`/proc/${pid}/stat`);
  // The name before it may hold anything (proc_pid_stat(5)).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system, ofChildren, systemOfChildren] = fields.slice(11, 15).map(Number);
  const ticks = (user ?? 0) + (system ?? 0) + (ofChildren ?? 0) + (systemOfChildren ?? 0);
  return {
    tasks: Number(fields[17] ?? 0),
    residentBytes: Number(fields[21] ?? 0) * pageBytes,
    cpuSeconds: ticks / ticksPerSecond,
  };
}

/** Each thread has those that it has made. */
function childrenOf(pid: number): readonly number[] | undefined {
  const folder = `/proc/${pid}/task`;
  try {
    return readdirSync(folder).flatMap((thread) =>
      readFileSync(`${folder}/${thread}/children`, 'latin1')
        .split(' ')
        .filter((word) => word !== '')
        .map(Number),
    );
  } catch {
    return undefined;
  }
}

/** '' for what is gone, or not to be seen. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
