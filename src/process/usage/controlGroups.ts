import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import type { Exceeded, UsageLimits } from './limits.ts';

/** A group of processes whose limits the kernel keeps. */
export interface ControlGroup {
  /** Descriptors: a process of one thread that writes `0` there has joined, with all that comes of it. */
  readonly joins: readonly number[];
  /** The limit that it has run into since this was asked last. */
  exceeded(): Exceeded | undefined;
  /** Nothing may run in it any more. */
  close(): void;
}

/** Where groups can be made. */
export interface ControlGroups {
  /** `undefined` where it cannot be made after all. */
  open(limits: Pick<UsageLimits, 'memoryBytes' | 'tasks'>): ControlGroup | undefined;
  /** Removes what dead processes left, and its own. */
  close(): void;
}

/** What is written to a group, and how one learns that it was held to that. */
interface Controller {
  readonly exceeded: Exceeded;
  readonly limits: (limits: Pick<UsageLimits, 'memoryBytes' | 'tasks'>) => readonly Setting[];
  /** A file of counts by name, one a line, and the name. */
  readonly events: readonly [file: string, name: string];
}

interface Setting {
  readonly file: string;
  readonly value: number;
  /** Not on every machine. */
  readonly optional?: boolean;
}

interface Hierarchy {
  /** The folder in which groups are made. */
  readonly folder: string;
  readonly controllers: readonly Controller[];
  /**
   * The file through which a process with one thread joins: a whole process makes the kernel wait until nobody forks,
   * which takes some 10 ms, but version 2 takes nothing else.
   */
  readonly members: 'cgroup.procs' | 'tasks';
}

const pids: Controller = {
  exceeded: 'processes',
  limits: ({ tasks }) => [{ file: 'pids.max', value: tasks }],
  events: ['pids.events', 'max'],
};

const memory1: Controller = {
  exceeded: 'out-of-memory',
  limits: ({ memoryBytes }) => [
    { file: 'memory.limit_in_bytes', value: memoryBytes },
    { file: 'memory.memsw.limit_in_bytes', value: memoryBytes, optional: true },
  ],
  events: ['memory.oom_control', 'oom_kill'],
};

const memory2: Controller = {
  exceeded: 'out-of-memory',
  limits: ({ memoryBytes }) => [
    { file: 'memory.max', value: memoryBytes },
    { file: 'memory.swap.max', value: 0, optional: true },
  ],
  events: ['memory.events', 'oom_kill'],
};

/**
 * The control groups (cgroups(7)) of this process, where it may make some below its own: version 2 where that has the
 * controllers, else version 1. `undefined`: neither. `root` and `self` are where the kernel shows them.
 */
export function openControlGroups(
  root = '/sys/fs/cgroup',
  self = '/proc/self/cgroup',
): ControlGroups | undefined {
  const own = membershipsIn(read(self));
  const hierarchies = version2(root, own) ?? version1(root, own);
  if (hierarchies.length === 0) {
    return undefined;
  }
  hierarchies.forEach(({ folder }) => sweep(folder));
  let count = 0;
  return {
    open: (limits) => {
      count += 1;
      return openGroup(hierarchies, `${prefix}${process.pid}-${count}`, limits);
    },
    close: () => hierarchies.forEach(({ folder }) => sweep(folder, process.pid)),
  };
}

const prefix = 'spip-';

function openGroup(
  hierarchies: readonly Hierarchy[],
  name: string,
  limits: Pick<UsageLimits, 'memoryBytes' | 'tasks'>,
): ControlGroup | undefined {
  const made: string[] = [];
  const joins: number[] = [];
  const close = (): void => {
    joins.forEach((descriptor) => closeSync(descriptor));
    made.forEach(remove);
  };
  try {
    for (const { folder, controllers, members } of hierarchies) {
      const group = join(folder, name);
      mkdirSync(group);
      made.push(group);
      controllers.flatMap((each) => each.limits(limits)).forEach((each) => set(group, each));
      joins.push(openSync(join(group, members), 'w'));
    }
  } catch {
    close();
    return undefined;
  }
  const counters = hierarchies.flatMap(({ folder, controllers }) =>
    controllers.map((each) => new Counter(join(folder, name), each)),
  );
  return {
    joins,
    exceeded: () => counters.filter((each) => each.hasGrown())[0]?.exceeded,
    close,
  };
}

class Counter {
  readonly exceeded: Exceeded;
  readonly #path: string;
  readonly #name: string;
  #seen = 0;

  constructor(group: string, { exceeded, events: [file, name] }: Controller) {
    this.exceeded = exceeded;
    this.#path = join(group, file);
    this.#name = name;
  }

  hasGrown(): boolean {
    const line = read(this.#path)
      .split('\n')
      .find((each) => each.startsWith(`${this.#name} `));
    const before = this.#seen;
    this.#seen = Number(line?.split(' ')[1] ?? before);
    return this.#seen > before;
  }
}

function set(group: string, { file, value, optional = false }: Setting): void {
  const path = join(group, file);
  if (!optional || existsSync(path)) {
    writeFileSync(path, String(Math.floor(value)));
  }
}

/** By controller, the path of the group that this process is in; '' is version 2. */
function membershipsIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, controllers = '', path = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
      return path === ''
        ? []
        : controllers.split(',').map((name): [string, string] => [name, path]);
    }),
  );
}

/**
 * Only where the group hands both controllers down already: it may not do so while it has processes itself, as the one
 * of a shell has.
 */
function version2(
  root: string,
  own: ReadonlyMap<string, string>,
): readonly Hierarchy[] | undefined {
  const folder = join(root, own.get('') ?? '');
  const handed = read(join(folder, 'cgroup.subtree_control')).trim().split(' ');
  return handed.includes('memory') && handed.includes('pids') && mayMakeIn(folder)
    ? [{ folder, controllers: [memory2, pids], members: 'cgroup.procs' }]
    : undefined;
}

function version1(root: string, own: ReadonlyMap<string, string>): readonly Hierarchy[] {
  return [
    { name: 'memory', controllers: [memory1] },
    { name: 'pids', controllers: [pids] },
  ].flatMap(({ name, controllers }) => {
    // In a container only the root of what it sees may be there.
    const folder = [join(root, name, own.get(name) ?? ''), join(root, name)].find((each) =>
      existsSync(join(each, 'cgroup.procs')),
    );
    return own.has(name) && folder !== undefined && mayMakeIn(folder)
      ? [{ folder, controllers, members: 'tasks' as const }]
      : [];
  });
}

function mayMakeIn(folder: string): boolean {
  const path = join(folder, `${prefix}${process.pid}-0`);
  try {
    mkdirSync(path);
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Removes the groups of processes that are gone, and of `mine`. One in which something runs stays. */
function sweep(folder: string, mine?: number): void {
  for (const name of namesIn(folder)) {
    const pid = Number(/^spip-(\d+)-\d+$/.exec(name)?.[1] ?? Number.NaN);
    if (!Number.isNaN(pid) && (pid === mine || !isAlive(pid))) {
      remove(join(folder, name));
    }
  }
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

function remove(group: string): void {
  try {
    rmdirSync(group);
  } catch {
    // Something runs there still: whoever sweeps next finds it.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
