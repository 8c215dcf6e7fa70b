import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { materialise } from '../../../src/envs/materialise.ts';
import type { BytecodeFile, Materialised } from '../../../src/envs/materialised.ts';
import type { Distribution } from '../../../src/envs/lockText.ts';
import { planEnvironment } from '../../../src/envs/planEnvironment.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, storeWheel } from './envRig.ts';
import type { WheelOutline } from './envRig.ts';

const script = (name: string, module: string): WheelOutline['consoleScripts'] => [
  { name, module, attribute: 'main' },
];

/** They share folders, files and script names, and what is a file of one is a folder of another. */
const outlines: readonly WheelOutline[] = [
  { name: 'a', files: { 'a/__init__.py': '1', 'a/deep/er/x.py': '' } },
  { name: 'a', version: '2.0', files: { 'a/__init__.py': '2', 'a/other/y.py': '' } },
  {
    name: 'b',
    files: { 'shared/b.py': '', 'place/inner.py': '' },
    consoleScripts: script('run', 'b'),
  },
  { name: 'c', files: { 'shared/c.py': '', place: 'a file' }, consoleScripts: script('run', 'c') },
  { name: 'd', files: { 'd-1.0.data/scripts/own': '#!python\n', 'shared/b.py': 'of d' } },
  {
    name: 'e',
    files: { 'place/inner.py': 'of e', 'a/deep/z.py': '' },
    consoleScripts: script('run', 'e'),
  },
];

type Tree = Readonly<Record<string, string>>;

/** Every path with what it is: type, mode, and content, target or inode. */
function treeOf(folder: string, path = ''): Tree {
  return Object.assign(
    {},
    ...readdirSync(join(folder, path)).map((name): Tree => {
      const inner = join(path, name);
      const found = lstatSync(join(folder, inner));
      const mode = (found.mode & 0o777).toString(8);
      if (found.isDirectory()) {
        return { [inner]: `folder ${mode}`, ...treeOf(folder, inner) };
      }
      if (found.isSymbolicLink()) {
        return { [inner]: `link to ${readlinkSync(join(folder, inner))}` };
      }
      const bytes = readFileSync(join(folder, inner), 'latin1');
      return { [inner]: `file ${mode} ${found.nlink > 1 ? found.ino : ''} ${bytes}` };
    }),
  ) as Tree;
}

function fillStore(folder: string): readonly Distribution[] {
  return outlines.map((outline) => storeWheel(folder, outline));
}

interface Composing {
  /** All of `outlines`, in the store. */
  readonly store: readonly Distribution[];
  readonly prefix: string;
  readonly wheels: readonly number[];
  readonly interpreter?: Interpreter;
  readonly previous?: Materialised | undefined;
}

async function compose(composing: Composing): Promise<Materialised> {
  const { store, prefix, wheels, interpreter = plainPython, previous } = composing;
  const distributions = wheels.flatMap((index) => store[index] ?? []);
  const plan = await planEnvironment({ interpreter, distributions });
  const bytecode = plan.files.flatMap((file): readonly BytecodeFile[] =>
    file.kind === 'store' && file.path.endsWith('__init__.py')
      ? [{ path: file.path.replace('__init__.py', '__pycache__/i.pyc'), source: file.source }]
      : [],
  );
  return materialise(plan, prefix, {
    mode: 'hardlink',
    runtimePrefix: '/cell/env',
    bytecode,
    previous,
  });
}

/** Sets of wheels that may lie in one environment: one version of each, and not `place` as file and folder. */
const wheelSet = fc
  .subarray(outlines.map((_, index) => index))
  .filter((set) => !(set.includes(0) && set.includes(1)))
  .filter((set) => !set.includes(3) || !(set.includes(2) || set.includes(5)));

test('an environment made of another one is the same as a new one', async (context) => {
  const folder = await temporaryFolder(context);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(wheelSet, { minLength: 2, maxLength: 5 }), async (sets) => {
      runs += 1;
      const store = fillStore(join(folder, `store${runs}`));
      let previous: Materialised | undefined;
      for (const [index, wheels] of sets.entries()) {
        const fresh = join(folder, `fresh${runs}-${index}`);
        const made = await compose({ store, wheels, prefix: fresh });
        const prefix = join(folder, `reused${runs}-${index}`);
        const reused = await compose({ store, wheels, prefix, previous });
        assert.deepEqual(treeOf(prefix), treeOf(fresh));
        assert.deepEqual(reused.written, made.written);
        assert.equal(previous === undefined || !existsSync(previous.prefix), true);
        previous = reused;
      }
    }),
    { numRuns: 25 },
  );
});

test('what both have in common stays where it is, emptied folders are used again', async (context) => {
  const folder = await temporaryFolder(context);
  const store = fillStore(join(folder, 'store'));
  const previous = await compose({ store, wheels: [0, 2], prefix: join(folder, 'one') });
  const inodeOf = (prefix: string, path: string): number => statSync(join(prefix, path)).ino;
  const site = plainPython.paths.purelib;
  const common = [
    '',
    'bin',
    'bin/run',
    'pyvenv.cfg',
    `${site}/shared`,
    `${site}/b-1.0.dist-info/RECORD`,
  ];
  const before = common.map((path) => inodeOf(previous.prefix, path));
  const information = inodeOf(previous.prefix, `${site}/a/deep/er`);
  const next = await compose({ store, wheels: [1, 2], prefix: join(folder, 'two'), previous });
  assert.deepEqual(
    common.map((path) => inodeOf(next.prefix, path)),
    before,
  );
  const folders = Object.entries(treeOf(next.prefix)).filter(([, what]) =>
    what.startsWith('folder'),
  );
  assert.ok(folders.some(([path]) => inodeOf(next.prefix, path) === information));
});

test('an environment of another Python, or with files that had to be copied, is left alone', async (context) => {
  const folder = await temporaryFolder(context);
  const store = fillStore(join(folder, 'store'));
  const made = await compose({ store, wheels: [0], prefix: join(folder, 'one') });
  const copied = { ...made, notes: [{ code: 'copied-files', text: '', paths: [] }] } as const;
  const cases: readonly Omit<Composing, 'prefix' | 'store'>[] = [
    { wheels: [0], previous: made, interpreter: { ...plainPython, build: 'another' } },
    { wheels: [0], previous: { ...made, runtimePrefix: '/elsewhere' } },
    { wheels: [0], previous: { ...made, mode: 'copy' } },
    { wheels: [0], previous: copied },
  ];
  const before = treeOf(made.prefix);
  for (const [index, given] of cases.entries()) {
    const prefix = join(folder, `next${index}`);
    await compose({ ...given, store, prefix });
    assert.ok(existsSync(join(prefix, 'pyvenv.cfg')));
    assert.deepEqual(treeOf(made.prefix), before);
  }
});
