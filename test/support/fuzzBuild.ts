// Builds whose backend is a handful of random deeds on the folders that a hook can write to, without any process.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { buildWheel } from '../../src/build/buildWheel.ts';
import type { BuildOptions } from '../../src/build/openBuild.ts';
import { prepareMetadata } from '../../src/build/prepareMetadata.ts';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { SpipError } from '../../src/lib/spipError.ts';
import type { ProcessOutcome } from '../../src/process/processSpec.ts';
import { dice } from './dice.ts';
import type { Dice } from './dice.ts';
import { makeDeepTree, makeOddNames } from './oddTrees.ts';
import { withoutHang } from './withoutHang.ts';

export interface FuzzCounts {
  readonly built: number;
  readonly refused: number;
}

const secret = 'SECRET of this machine';
const wheelName = 'demo-1.0-py3-none-any.whl';
const distInfo = 'demo-1.0.dist-info';

/** Runs builds of successive seeds; fails, with the seed, where one writes or reads outside, leaves anything or is a bug. */
export async function fuzzBuilds(
  folder: string,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<FuzzCounts> {
  const outside = join(folder, 'outside');
  makeOutside(outside);
  const before = snapshot(outside);
  const open = readdirSync('/proc/self/fd').length;
  let built = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const root = join(folder, `case-${seed}`);
    mkdirSync(root);
    try {
      built += (await withoutHang(runCase(seed, root, outside))) ? 1 : 0;
      assert.deepEqual(snapshot(outside), before, 'something outside has changed');
      await removeTree(root);
      assert.equal(existsSync(root), false);
    } catch (error) {
      throw new Error(`Failed with seed ${seed}`, { cause: error });
    }
  }
  assert.equal(readdirSync('/proc/self/fd').length, open, 'descriptors were left open');
  return { built, refused: count - built };
}

/** A file with a secret, a folder that looks like what a backend leaves, and one of each odd kind to be linked. */
function makeOutside(outside: string): void {
  mkdirSync(join(outside, 'odd'), { recursive: true });
  mkdirSync(join(outside, distInfo));
  for (const name of ['secret', 'answer.json', wheelName, `${distInfo}/METADATA`]) {
    writeFileSync(join(outside, name), `"${secret}"`);
  }
  execFileSync('mkfifo', [join(outside, 'odd/fifo')]);
  execFileSync('python3', [
    '-c',
    'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])',
    join(outside, 'odd/socket'),
  ]);
  if (process.getuid?.() === 0) {
    execFileSync('mknod', [join(outside, 'odd/zero'), 'c', '1', '5']);
    execFileSync('mknod', [join(outside, 'odd/disk'), 'b', '7', '200']);
  }
}

/** Names, kinds, sizes, times of change and contents. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const stats = lstatSync(join(folder, name));
      const text = stats.isFile() ? readFileSync(join(folder, name), 'utf8') : '';
      // Linking an odd file changes its times.
      const times = name.startsWith('odd') ? '' : `${stats.mtimeMs} ${stats.ctimeMs}`;
      return `${name} ${stats.mode} ${stats.size} ${times} ${text}`;
    });
}

async function runCase(seed: number, root: string, outside: string): Promise<boolean> {
  const roll = dice(seed);
  const logPath = join(root, 'log', 'build.log');
  const options: BuildOptions = {
    filename: 'demo-1.0.tar.gz',
    workDirectory: join(root, 'work'),
    logPath,
    source: (destination) => {
      const tree = join(destination, 'demo-1.0');
      mkdirSync(tree, { recursive: true });
      writeFileSync(join(tree, 'pyproject.toml'), pyproject);
      return Promise.resolve(tree);
    },
    makeEnvironment: (_, { env }) => {
      mkdirSync(env);
      return Promise.resolve({ python: join(env, 'python'), prefix: env, key: 'key' });
    },
    run: ({ folders, logPath: log }) => {
      leaveWhatIsRight(folders.cell);
      if (roll.chance(0.5)) {
        doSomething(folders.cell, firstDeed(seed), { outside, roll });
      }
      while (roll.chance(0.3)) {
        const deed = [roll.oneOf(targets), roll.oneOf(deeds)] as const;
        doSomething(folders.cell, deed, { outside, roll });
      }
      writeFileSync(log, 'RuntimeError: of the backend\n', { flag: 'a' });
      return Promise.resolve({ ...ended, exitStatus: roll.chance(0.1) ? 1 : 0 });
    },
  };
  const outDirectory = join(root, 'out');
  mkdirSync(outDirectory);
  try {
    if (roll.upTo(2) === 0) {
      const text = await prepareMetadata(options);
      assert.ok(text === undefined || !text.includes(secret), 'a secret came into METADATA');
      return text !== undefined;
    }
    const { wheelPath } = await buildWheel({
      ...options,
      interpreter: { python: '3.13', tags: ['py3-none-any'] },
      outDirectory,
    });
    assert.equal(dirname(wheelPath), outDirectory);
    assert.ok(lstatSync(wheelPath).isFile());
    assert.ok(!readFileSync(wheelPath, 'utf8').includes(secret), 'a secret came into a wheel');
    return true;
  } catch (error) {
    assert.ok(error instanceof SpipError && error.code === 'build-failed', String(error));
    assert.ok(!error.message.includes(secret), 'a secret came into a message');
    assert.ok(error.message.length < 2000 && !/[^\n\P{C}]/u.test(error.message), error.message);
    return false;
  }
}

const pyproject = '[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n';

const ended: ProcessOutcome = {
  exitStatus: 0,
  signal: undefined,
  ended: 'exit',
  seconds: 0,
  outputBytes: 0,
  droppedBytes: 0,
  channelIsOverCap: false,
  tail: '',
  logs: [],
};

/** What a good backend leaves, whichever hook it is. */
function leaveWhatIsRight(cell: string): void {
  const hook = join(cell, 'hook');
  const call = readFileSync(join(hook, 'call.json'), 'utf8');
  let answer: unknown = [];
  if (call.includes('"build_wheel"')) {
    answer = wheelName;
    writeFileSync(join(hook, 'wheel', wheelName), 'a wheel');
  } else if (call.includes('"prepare_metadata_for_build_wheel"')) {
    answer = distInfo;
    mkdirSync(join(hook, 'metadata', distInfo));
    writeFileSync(join(hook, 'metadata', distInfo, 'METADATA'), 'Name: demo\n');
  }
  writeFileSync(join(hook, 'answer.json'), JSON.stringify(answer));
  mkdirSync(join(cell, 'pycache'), { recursive: true });
}

const targets = [
  'hook/answer.json',
  'hook',
  `hook/wheel/${wheelName}`,
  'hook/wheel',
  `hook/metadata/${distInfo}/METADATA`,
  `hook/metadata/${distInfo}`,
  'hook/metadata',
  'hook/call.json',
  'cwd',
  'cwd/demo-1.0',
  'cwd/demo-1.0/pyproject.toml',
  'env',
  'home',
  'tmp',
  'pycache',
  '.',
] as const;

interface Deed {
  readonly target: string;
  readonly outside: string;
  readonly roll: Dice;
}

/** What cannot be done is left out. */
function doSomething(cell: string, [target, deed]: ChosenDeed, rest: Omit<Deed, 'target'>): void {
  const path = join(cell, target);
  try {
    // A sandbox shows a backend nothing else; without one the deed would be its own.
    if (realpathSync(dirname(path)).startsWith(realpathSync(cell))) {
      deed({ target: path, ...rest });
    }
  } catch (error) {
    assert.ok(error instanceof Error && 'syscall' in error, String(error));
  }
}

type Do = (deed: Deed) => void;

const links = ['secret', '.', distInfo, 'answer.json', wheelName, `${distInfo}/METADATA`].map(
  (name): Do =>
    ({ target, outside }) => {
      moveAway(target);
      symlinkSync(join(outside, name), target);
    },
);

const otherLinks = ['/', '.', 'nowhere', '/dev/zero', '/proc/self/fd/0'].map(
  (to): Do =>
    ({ target }) => {
      moveAway(target);
      symlinkSync(to, target);
    },
);

const oddNodes = ['fifo', 'socket', 'zero', 'disk'].map((name): Do => ({ target, outside }) => {
  moveAway(target);
  linkSync(join(outside, 'odd', name), target);
});

const deeds: readonly [Do, ...Do[]] = [
  ({ target }) => {
    // A link to what was there.
    symlinkSync(moveAway(target), target);
  },
  ...links,
  ...otherLinks,
  ...oddNodes,
  ({ target, roll }) => {
    moveAway(target);
    writeFileSync(target, roll.oneOf(answers)(roll));
  },
  ({ target, roll }) => {
    moveAway(target);
    writeFileSync(target, 'x');
    truncateSync(target, roll.oneOf([0, 1_000_001, 5_000_000_000]));
  },
  ({ target }) => {
    moveAway(target);
    mkdirSync(target);
  },
  ({ target }) => {
    moveAway(target);
  },
  ({ target, roll }) => {
    if (lstatSync(target).isDirectory() || lstatSync(target).isFile()) {
      chmodSync(target, roll.oneOf([0, 0o100, 0o400, 0o6777]));
    }
  },
  ({ target }) => {
    makeOddNames(`${target}-odd`);
  },
  ({ target, roll }) => {
    makeDeepTree(`${target}-deep`, 1 + roll.upTo(20));
  },
];

type ChosenDeed = readonly [(typeof targets)[number], Do];

/** The first one of a hook: successive seeds try every deed on every target. */
function firstDeed(seed: number): ChosenDeed {
  const at = Math.floor(seed / targets.length);
  return [targets[seed % targets.length] ?? '.', deeds[at % deeds.length] ?? deeds[0]];
}

function moveAway(target: string): string {
  const moved = `${target}.moved`;
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) {
    renameSync(target, moved);
    // Between two names of one file rename(2) does nothing.
    rmSync(target, { force: true });
  }
  return moved;
}

const names = [
  '"."',
  '".."',
  '""',
  '"/etc/passwd"',
  '"../../../../outside/secret"',
  '"../outside"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\n\\u001b[31m red\\u202e"',
  `"${'w'.repeat(300)}.whl"`,
  `"/cell/hook/wheel/${wheelName}"`,
  '"demo-2.0-py3-none-any.whl"',
  '["more", "more; python_version > \\"3\\""]',
  '["\\u0000"]',
  '[1]',
  '{"__proto__": []}',
  'null',
  'true',
  '1e999',
  '{',
  '',
  '\u0000\u0001',
] as const;

const answers: readonly [(roll: Dice) => string | Buffer, ...((roll: Dice) => string | Buffer)[]] =
  [
    (roll) => roll.oneOf(names),
    () => '['.repeat(100_000),
    () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    () => JSON.stringify('x'.repeat(900_000)),
    (roll) => Buffer.from(Array.from({ length: roll.upTo(200) }, () => roll.upTo(256))),
  ];
