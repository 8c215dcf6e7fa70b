// Cells whose supervising process says anything, ends in any way and leaves anything where spip looks for evidence. It
import { nothingAround } from '../../src/model/cellJob.ts';
// is a shell that copies a file into the channel: all of spip's own side is real.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { SpipError } from '../../src/lib/spipError.ts';
import { bareProcesses } from '../../src/process/isolation/bareProcesses.ts';
import { foldersOfCell } from '../../src/process/isolation/cellFolders.ts';
import { runSteps } from '../../src/testrun/runSteps.ts';
import type { StepResult } from '../../src/testrun/stepResult.ts';
import { type TestPlan, defaultLimits } from '../../src/testrun/testPlan.ts';
import { dice } from './dice.ts';
import type { Dice } from './dice.ts';
import { tellDriverStory } from './driverStory.ts';
import type { DriverStory } from './driverStory.ts';
import { makeDeepTree, makeOddNames } from './oddTrees.ts';
import { withoutHang } from './withoutHang.ts';

export interface MessageCounts {
  readonly passed: number;
  readonly failed: number;
  /** Without a verdict on the release. */
  readonly refused: number;
}

/** Supervises cells of successive seeds; fails, with the seed, where one is a bug or a false pass, or reads or writes outside. */
export async function fuzzMessages(
  folder: string,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<MessageCounts> {
  const secret = join(folder, 'secret');
  writeFileSync(secret, secretText);
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const counts = { passed: 0, failed: 0, refused: 0 };
  let open: number | undefined;
  for (let seed = first; seed < first + count; seed += 1) {
    const root = join(folder, `case-${seed}`);
    try {
      counts[await withoutHang(runCase(seed, root, { secret, fifo }))] += 1;
      assert.equal(readFileSync(secret, 'utf8'), secretText);
      await removeTree(root);
      // The first case opens what this process keeps.
      open ??= readdirSync('/proc/self/fd').length;
    } catch (error) {
      throw new Error(`Failed with seed ${seed}`, { cause: error });
    }
  }
  assert.equal(readdirSync('/proc/self/fd').length, open, 'descriptors were left open');
  return counts;
}

// As evidence it would be believed.
const secretText = 'tool\tSECRET\nrunner\tunittest\t0\nmodule\tSECRET\t/SECRET\n';

/** What a cell may leave a link to. */
interface Outside {
  readonly secret: string;
  readonly fifo: string;
}

async function runCase(seed: number, root: string, outside: Outside): Promise<keyof MessageCounts> {
  const roll = dice(seed);
  const story = tellDriverStory(roll);
  const plan = planOf(root, story);
  writeFileSync(join(root, 'said'), story.said);
  if (roll.chance(0.5)) {
    leaveEvidence(join(plan.folders.home, '.spip-evidence'), { roll, ...outside });
  }
  try {
    const results = await runSteps(plan);
    expectSound(results);
    const [, imported, custom] = results;
    // What a child says of itself decides about nobody else.
    if (story.isWhole) {
      assert.equal(imported?.state === 'pass', story.imports, imported?.message);
      assert.ok(custom?.state !== 'pass' || story.status === 0, 'a command that failed has passed');
    }
    return results.every(({ state }) => state === 'pass') ? 'passed' : 'failed';
  } catch (error) {
    assert.ok(
      error instanceof SpipError && ['internal', 'disk'].includes(error.code),
      String(error),
    );
    assert.equal(story.isWhole, false, error.message);
    expectLine(error.message);
    return 'refused';
  }
}

/** The driver says nothing before it has read what it is to do, in the line behind its program. */
const hear = `sed -n '/^{"prefix":/q' <&3`;

function planOf(root: string, { modules, end }: DriverStory): TestPlan {
  const folders = foldersOfCell(join(root, 'cell'));
  Object.values(folders).forEach((path) => mkdirSync(path, { recursive: true }));
  return {
    id: 'thing==1.0@3.13',
    around: nothingAround,
    repair: null,
    imports: true,
    layered: false,
    covers: [],
    slug: 'thing-1',
    python: { executable: '/bin/sh', basePrefix: '/usr', lacks: [], elsewhere: [] },
    problems: [],
    installSeconds: 0,
    modules,
    extraFor: async () => await Promise.resolve(undefined),
    custom: { kind: 'command', text: 'false', files: [], follow: {} },
    limits: { ...defaultLimits, outputBytes: 10_000 },
    doors: { network: 'host', variables: {}, mounts: [] },
    isolation: {
      ...bareProcesses,
      wrap: () => ['/bin/sh', '-c', `${hear}; cat "$0" >&3; ${end}`, join(root, 'said')],
      // Nothing of it outlives the shell.
      endLeft: () => Promise.resolve(),
    },
    folders,
    tools: undefined,
    share: 1,
    runFolder: root,
    logsFolder: join(root, 'logs'),
    signal: new AbortController().signal,
  };
}

/** Every step is fit for the record and the report. */
function expectSound(results: readonly StepResult[]): void {
  for (const result of results) {
    expectLine(result.message);
    const { cpuSeconds = 0, maxRssBytes = 0 } = result.resources ?? {};
    for (const value of [result.seconds, cpuSeconds, maxRssBytes, result.exitStatus ?? 0]) {
      assert.ok(Number.isFinite(value) && value >= 0, JSON.stringify(result));
    }
    assert.ok(result.signal === undefined || /^SIG\w+$/.test(result.signal), result.signal);
  }
}

function expectLine(text: string): void {
  assert.ok(!text.includes('SECRET'), text);
  assert.ok(text.length < 2000 && !/\p{Cc}/u.test(text), JSON.stringify(text));
}

interface Left extends Outside {
  readonly roll: Dice;
}

function leaveEvidence(path: string, left: Left): void {
  left.roll.oneOf(leaves)(path, left);
}

type Leave = (path: string, left: Left) => void;

const leaves: readonly [Leave, ...Leave[]] = [
  (path, { secret }) => symlinkSync(secret, path),
  (path) => symlinkSync('/dev/zero', path),
  (path, { fifo }) => linkSync(fifo, path),
  (path) => mkdirSync(path),
  (path) => makeOddNames(path),
  (path) => makeDeepTree(path, 20),
  (path) => writeFileSync(path, 'runner\tpytest\t-1\n', { mode: 0 }),
  (path) => {
    writeFileSync(path, 'x');
    truncateSync(path, 5_000_000_000);
  },
  (path, { roll }) => {
    const words = [
      'tool',
      'module',
      'missing',
      'runner',
      'pytest',
      'unittest',
      '\t',
      '\n',
      '\0',
      '9',
    ];
    const text = Array.from({ length: roll.upTo(60) }, () => words[roll.upTo(words.length)]);
    writeFileSync(path, text.join(roll.oneOf(['', '\t', '\u001b[31m'])));
  },
];
