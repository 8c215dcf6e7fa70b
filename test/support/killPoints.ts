import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldCommands } from './heldCommand.ts';
import type { IndexedRig } from './indexedRig.ts';
import type { StartedCli } from './rig.ts';

/** A run that will be killed, seen from outside: spip itself has no hook for this. */
export interface Victim {
  readonly indexed: IndexedRig;
  readonly held: HeldCommands;
  /** Differs between the seeds of one point: which of several events is waited for. */
  readonly nth: number;
  /** Starts it; a point prepares what must be in place before. */
  start(args: readonly string[]): StartedCli;
  /** Something to do, or to wait for, as soon as the run is dead. */
  afterwards(task: () => Promise<void> | void): void;
}

export interface KillPoint {
  readonly name: string;
  /** Starts the run and resolves as soon as it has come to this point. */
  reach(victim: Victim): Promise<StartedCli>;
}

const matrix = 'matrix thing --limit 3 -j 2';
const held = (victim: Victim): string =>
  `{python} ${victim.held.script} ${victim.held.socket} {package}`;

/** Starts the run and looks at the disk until something is there. */
function seen(look: (victim: Victim) => boolean, args = matrix): KillPoint['reach'] {
  return async (victim) => {
    const run = victim.start(args.split(' '));
    await untilSeen(() => look(victim), run);
    return run;
  };
}

/** Resolves as soon as `look` is true; a run that ends before is told, as it missed its point. */
async function untilSeen(look: () => boolean, run: StartedCli): Promise<void> {
  const state = { ended: false };
  void run.ended.then(() => (state.ended = true));
  while (!look()) {
    if (state.ended) {
      throw new Error(`The run ended before its point: ${run.stderr()}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const inCache = ({ indexed }: Victim, ...path: string[]): string =>
  join(indexed.rig.cacheDir, ...path);
const inLedger = ({ indexed }: Victim, ...path: string[]): string =>
  join(indexed.rig.dataDir, 'ledger.git', ...path);

/** Every place at which a run has begun something that others could stumble over. */
export const killPoints: readonly KillPoint[] = [
  {
    name: 'asking the index',
    reach: async (victim) => {
      const hold = victim.indexed.server.hold('/simple/big/');
      victim.afterwards(() => hold.release());
      const run = victim.start(matrix.split(' '));
      await hold.arrived();
      return run;
    },
  },
  {
    name: 'download',
    reach: async (victim) => {
      const { server } = victim.indexed;
      const path = '/files/big-1.0-py3-none-any.whl';
      const { promise, resolve } = Promise.withResolvers<void>();
      let pieces = 0;
      server.break(path, {
        kind: 'drip',
        bytes: 512,
        next: async () => {
          pieces += 1;
          if (pieces > victim.nth) {
            resolve();
            await new Promise(() => undefined);
          }
        },
      });
      const run = victim.start(matrix.split(' '));
      await promise;
      return run;
    },
  },
  {
    name: 'lock held while another run waits for it',
    reach: async (victim) => {
      const hold = victim.indexed.server.hold('/files/big-1.0-py3-none-any.whl');
      const run = victim.start(matrix.split(' '));
      await hold.arrived();
      const other = victim.start([...matrix.split(' '), '-v']);
      victim.afterwards(async () => {
        hold.release();
        const { status, stderr } = await other.ended;
        if (status !== 0) {
          throw new Error(`The run that waited did not go on: ${stderr}`);
        }
      });
      await other.told(/waiting for wheel-[0-9a-f]{64}, held by/);
      return run;
    },
  },
  {
    name: 'unpack',
    reach: seen((victim) => countBelow(inCache(victim, 'tmp'), /^files$/, 3) > 0),
  },
  {
    name: 'publish',
    reach: seen(
      (victim) => countBelow(inCache(victim, 'wheels-v1'), /^[0-9a-f]{64}$/, 1) > victim.nth % 4,
    ),
  },
  {
    name: 'making the ledger',
    reach: seen(({ indexed }) => countBelow(indexed.rig.dataDir, /^ledger\.git/, 0) > 0),
  },
  {
    name: 'bootstrapping a base',
    reach: seen((victim) => countBelow(inLedger(victim, 'refs', 'heads'), /^cpython/, 1) > 0),
  },
  {
    name: 'environment commit',
    reach: seen(
      (victim) => countBelow(inLedger(victim, 'refs', 'spip', 'env'), /./, 1) > victim.nth % 2,
    ),
  },
  {
    name: 'worktree entry',
    reach: seen((victim) => countBelow(inLedger(victim, 'worktrees'), /./, 0) > victim.nth % 2),
  },
  {
    name: 'linking',
    reach: seen((victim) => countBelow(inCache(victim, 'work'), /^env$/, 2) > 0),
  },
  {
    name: 'import step',
    reach: seen(({ indexed }) => countBelow(join(indexed.rig.dataDir, 'runs'), /import/, 2) > 0),
  },
  {
    name: 'test running',
    reach: async (victim) => {
      const run = victim.start([...matrix.split(' '), '--command', held(victim)]);
      await victim.held.nextOf(1 + (victim.nth % 2));
      return run;
    },
  },
  {
    name: 'test running, without a sandbox',
    reach: async (victim) => {
      const run = victim.start([...`${matrix} --sandbox off --command`.split(' '), held(victim)]);
      await victim.held.nextOf(1 + (victim.nth % 2));
      return run;
    },
  },
  {
    name: 'removing a worktree',
    reach: async (victim) => {
      const run = victim.start([...matrix.split(' '), '--command', held(victim)]);
      const children = await victim.held.nextOf(2);
      children.forEach((child) => child.release());
      await untilSeen(() => countBelow(inLedger(victim, 'worktrees'), /./, 0) < 2, run);
      return run;
    },
  },
  {
    name: 'results write',
    reach: async (victim) => {
      const run = victim.start(matrix.split(' '));
      const cells = victim.nth % 3;
      await run.told(new RegExp(`(?:thing 1\\.\\d.*\\n[^]*){${cells + 1}}`));
      return run;
    },
  },
  {
    name: 'report',
    reach: seen(
      ({ indexed }) => countBelow(join(indexed.rig.dataDir, 'runs'), /^report\.json/, 1) > 0,
    ),
  },
  {
    name: 'build',
    reach: seen(
      (victim) => countBelow(inCache(victim, 'work'), /^building$/, 7) > 0,
      'matrix made -j 2',
    ),
  },
  {
    name: 'sweeping up after another killed run',
    reach: async (victim) => {
      const first = victim.start([...matrix.split(' '), '--command', held(victim)]);
      await victim.held.nextOf(2);
      first.signal('SIGKILL');
      await first.ended;
      const run = victim.start(matrix.split(' '));
      await untilSeen(() => countBelow(inLedger(victim, 'worktrees'), /./, 0) < 2, run);
      return run;
    },
  },
];

/** How many entries with such a name lie in the folder or at most `depth` folders below it. */
function countBelow(folder: string, name: RegExp, depth: number): number {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return 0;
  }
  return names.reduce(
    (sum, one) =>
      sum +
      Number(name.test(one)) +
      (depth > 0 && isFolder(join(folder, one))
        ? countBelow(join(folder, one), name, depth - 1)
        : 0),
    0,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
