import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { moveFolders } from '../../../../src/flows/cell/keepFolders.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('moves what is left of a cell whose test removed some of its folders', async (t) => {
  const folder = await temporaryFolder(t);
  const cell = join(folder, 'cell');
  await mkdir(join(cell, 'env', 'lib'), { recursive: true });
  await mkdir(join(cell, 'tmp'));
  const kept = join(folder, 'kept', 'c1');
  await moveFolders(
    ['env', 'cwd', 'home', 'tmp'].map((name) => join(cell, name)),
    kept,
  );
  assert.deepEqual((await readdir(kept)).toSorted(), ['env', 'tmp']);
  assert.deepEqual(await readdir(join(kept, 'env')), ['lib']);
  assert.deepEqual(await readdir(cell), []);
});
