import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { findModifications, snapshotEnvironment } from '../../../src/envs/findModifications.ts';
import type { Modifications } from '../../../src/envs/findModifications.ts';
import type { LinkMode } from '../../../src/envs/linkMode.ts';
import { materialise } from '../../../src/envs/materialise.ts';
import { planEnvironment } from '../../../src/envs/planEnvironment.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, storeWheel } from './envRig.ts';

const site = plainPython.paths.purelib;
const none: Modifications = { changed: [], replaced: [], removed: [], added: [], poisoned: [] };

interface World {
  readonly prefix: string;
  /** Folder of the wheel in the store. */
  readonly root: string;
}

/** What is found after a test has done something to its environment. */
async function after(
  context: TestContext,
  mode: LinkMode,
  damage: (world: World) => void,
): Promise<World & { readonly found: Modifications }> {
  const folder = await temporaryFolder(context);
  const distribution = storeWheel(folder, {
    name: 'six',
    files: { 'six.py': 'original', 'other.py': 'other' },
    consoleScripts: [{ name: 'six', module: 'six', attribute: 'main' }],
  });
  const compiled = join(folder, 'six.pyc');
  writeFileSync(compiled, 'code', { mode: 0o444 });
  const plan = await planEnvironment({ interpreter: plainPython, distributions: [distribution] });
  const prefix = join(folder, 'env');
  const bytecode = [{ path: `${site}/__pycache__/six.cpython-311.pyc`, source: compiled }];
  const materialised = await materialise(plan, prefix, { mode, bytecode });
  const snapshot = snapshotEnvironment(materialised);
  const world = { prefix, root: distribution.wheel.root };
  damage(world);
  return { ...world, found: await findModifications(materialised, snapshot) };
}

for (const mode of ['hardlink', 'copy'] as const) {
  test(`${mode}: an untouched environment shows nothing`, async (context) => {
    const { found } = await after(context, mode, () => undefined);
    assert.deepEqual(found, none);
  });

  test(`${mode}: a write in place`, async (context) => {
    const { found, root } = await after(context, mode, ({ prefix }) => {
      chmodSync(join(prefix, site, 'six.py'), 0o644);
      appendFileSync(join(prefix, site, 'six.py'), ' and more');
      chmodSync(join(prefix, site, 'six.py'), 0o444);
    });
    assert.deepEqual(found, {
      ...none,
      changed: [`${site}/six.py`],
      poisoned: mode === 'hardlink' ? [join(root, 'six.py')] : [],
    });
  });
}

test('a changed mode poisons, and so does a changed time, which makes byte-code stale', async (context) => {
  const { found, root } = await after(context, 'hardlink', ({ prefix }) => {
    chmodSync(join(prefix, site, 'six.py'), 0o666);
    utimesSync(join(prefix, site, 'other.py'), 1, 1);
  });
  assert.deepEqual(found, {
    ...none,
    changed: [`${site}/six.py`],
    poisoned: [join(root, 'other.py'), join(root, 'six.py')],
  });
});

test('changed byte-code poisons', async (context) => {
  const path = `${site}/__pycache__/six.cpython-311.pyc`;
  const { found } = await after(context, 'hardlink', ({ prefix }) => {
    chmodSync(join(prefix, path), 0o644);
    writeFileSync(join(prefix, path), 'other code');
  });
  assert.deepEqual(found.changed, [path]);
  assert.equal(found.poisoned.length, 1);
});

test('what is private to the environment does not poison', async (context) => {
  const { found } = await after(context, 'hardlink', ({ prefix }) => {
    rmSync(join(prefix, site, 'six.py'));
    writeFileSync(join(prefix, site, 'new'), 'mine');
    renameSync(join(prefix, site, 'new'), join(prefix, site, 'other.py'));
    appendFileSync(join(prefix, 'bin/six'), '# changed');
    rmSync(join(prefix, 'bin/python'));
    symlinkSync('/bin/true', join(prefix, 'bin/python'));
    rmSync(join(prefix, 'pyvenv.cfg'));
    mkdirSync(join(prefix, site, 'added/deep'), { recursive: true });
    writeFileSync(join(prefix, site, 'added/deep/file'), '');
    writeFileSync(join(prefix, site, 'added.pth'), '');
  });
  assert.deepEqual(found, {
    changed: ['bin/six'],
    replaced: ['bin/python', `${site}/other.py`],
    removed: [`${site}/six.py`, 'pyvenv.cfg'],
    added: [`${site}/added`, `${site}/added.pth`],
    poisoned: [],
  });
});

test('a folder that is gone takes its files with it', async (context) => {
  const { found } = await after(context, 'hardlink', ({ prefix }) => {
    rmSync(join(prefix, 'lib'), { recursive: true });
    writeFileSync(join(prefix, 'lib'), '');
  });
  assert.equal(found.removed.length, 7);
  assert.deepEqual([found.changed, found.poisoned], [[], []]);
});

test('an environment that is gone, or a link in its place, adds nothing', async (context) => {
  for (const put of [
    () => undefined,
    (prefix: string): void => symlinkSync('/', prefix),
    (prefix: string): void => writeFileSync(prefix, ''),
  ]) {
    const { found } = await after(context, 'copy', ({ prefix }) => {
      renameSync(prefix, `${prefix}.gone`);
      put(prefix);
    });
    assert.ok(found.removed.length > 7, `${found.removed.length}`);
    assert.deepEqual(found.added, []);
  }
});
