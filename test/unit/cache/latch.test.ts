import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileLatch } from '../../../src/cache/latch.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function noLinks(): void {
  throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
}

test('lock files exclude each other on file systems without hard links too', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'key.lock');
  const [first, second] = [fileLatch(path, noLinks), fileLatch(path, noLinks)];
  assert.equal(first.tryTake(), true);
  assert.equal(second.tryTake(), false);
  first.drop();
  assert.equal(second.tryTake(), true);
  second.drop();
  assert.deepEqual(await readdir(folder), []);
});

test('what a kill left without a word is taken over, but only when it is old', async (t) => {
  const path = join(await temporaryFolder(t), 'key.lock');
  await writeFile(`${path}.held`, '');
  const latch = fileLatch(path, noLinks);
  assert.equal(latch.tryTake(), false);
  await utimes(`${path}.held`, 1000, 1000);
  assert.equal(latch.tryTake(), true);
});
