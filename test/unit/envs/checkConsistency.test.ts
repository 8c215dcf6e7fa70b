import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { checkConsistency } from '../../../src/envs/checkConsistency.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { plainPython, storeWheel } from './envRig.ts';
import type { WheelOutline } from './envRig.ts';

async function problems(
  context: TestContext,
  ...outlines: readonly WheelOutline[]
): Promise<readonly string[]> {
  const folder = await temporaryFolder(context);
  const distributions = outlines.map((outline) => storeWheel(folder, outline));
  const found = await checkConsistency({ interpreter: plainPython, distributions });
  return found.map(({ text }) => text);
}

test('a complete set has no problem', async (context) => {
  const app = {
    name: 'app',
    requires: ['My_Lib>=1,<2', 'pre>=1.0', 'gone; python_version < "3"', 'more; extra == "x"'],
    requiresPython: '>=3.8',
  };
  assert.deepEqual(
    await problems(
      context,
      app,
      { name: 'my-lib', version: '1.5' },
      { name: 'pre', version: '1.1rc1' },
    ),
    [],
  );
});

test('what is missing and what does not fit is named', async (context) => {
  const app = { name: 'app', requires: ['lib>=2 ; python_version >= "3"', 'absent[extra]~=1.0'] };
  assert.deepEqual(await problems(context, app, { name: 'lib', version: '1.5' }), [
    '`app` 1.0 requires `lib>=2`, and 1.5 is installed',
    '`app` 1.0 requires `absent[extra]~=1.0`, which is missing',
  ]);
});

test('requirements of extras hold where the extra was asked for', async (context) => {
  const app = { name: 'app', requires: ['lib; extra == "fast"'] };
  assert.deepEqual(await problems(context, app), []);
  assert.deepEqual(await problems(context, { ...app, extras: ['fast'] }), [
    '`app` 1.0 requires `lib`, which is missing',
  ]);
});

test('Requires-Python holds for the very interpreter', async (context) => {
  assert.deepEqual(await problems(context, { name: 'app', requiresPython: '>=3.12' }), [
    '`app` 1.0 requires Python `>=3.12`, and this is 3.11.7',
  ]);
  assert.deepEqual(await problems(context, { name: 'app', requiresPython: '>=3.11.7' }), []);
});

test('malformed fields of old releases are left out', async (context) => {
  const app = { name: 'app', requires: ['lib (>=1.0.', 'absent'], requiresPython: '>=3.*.x' };
  assert.deepEqual(await problems(context, app), ['`app` 1.0 requires `absent`, which is missing']);
});
