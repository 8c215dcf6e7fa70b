import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { findModifications, snapshotEnvironment } from '../../../src/envs/findModifications.ts';
import { materialise } from '../../../src/envs/materialise.ts';
import type { Materialised } from '../../../src/envs/materialised.ts';
import { planEnvironment } from '../../../src/envs/planEnvironment.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, storeWheel } from './envRig.ts';
import type { WheelOutline } from './envRig.ts';

/** A Python 2.7 of which only the files exist that its environments link to. */
function oldPython(folder: string, files: readonly string[]): Interpreter {
  const basePrefix = join(folder, 'base');
  for (const file of ['bin/python2.7', 'lib/python2.7/os.py', ...files]) {
    mkdirSync(join(basePrefix, file, '..'), { recursive: true });
    writeFileSync(join(basePrefix, file), file);
  }
  return {
    ...plainPython,
    executable: join(basePrefix, 'bin/python2.7'),
    version: '2.7.18',
    python: '2.7',
    basePrefix,
    cacheTag: '',
    paths: {
      ...plainPython.paths,
      purelib: 'lib/python2.7/site-packages',
      platlib: 'lib/python2.7/site-packages',
      include: 'include/site/python2.7',
    },
  };
}

async function environmentOf(
  context: TestContext,
  headers: readonly string[],
  wheel: WheelOutline = { name: 'plain' },
): Promise<Materialised> {
  const folder = await temporaryFolder(context);
  const plan = await planEnvironment({
    interpreter: oldPython(folder, ['lib/python2.7/site-packages/pip.py', ...headers]),
    distributions: [storeWheel(join(folder, 'store'), wheel)],
  });
  return materialise(plan, join(folder, 'environment'), { mode: 'copy' });
}

test('2.7 finds its standard library and its headers in the environment', async (context) => {
  const made = await environmentOf(context, ['include/python2.7/Python.h']);
  const read = (path: string): string => readFileSync(join(made.prefix, path), 'utf8');
  assert.equal(read('lib/python2.7/os.py'), 'lib/python2.7/os.py');
  assert.equal(read('include/python2.7/Python.h'), 'include/python2.7/Python.h');
  assert.equal(existsSync(join(made.prefix, 'lib/python2.7/site-packages/pip.py')), false);
  assert.deepEqual((await findModifications(made, snapshotEnvironment(made))).added, []);
});

test('a 2.7 without headers gets an empty folder for them', async (context) => {
  const made = await environmentOf(context, []);
  assert.deepEqual(readdirSync(join(made.prefix, 'include/python2.7')), []);
});

test('no wheel writes through the links into the base interpreter', async (context) => {
  await assert.rejects(
    environmentOf(context, ['include/python2.7/Python.h'], {
      name: 'taker',
      files: { 'taker-1.0.data/data/include/python2.7/Python.h': 'mine' },
    }),
    /`include\/python2\.7\/Python\.h`/,
  );
});
