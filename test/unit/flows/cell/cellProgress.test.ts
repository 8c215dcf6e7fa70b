import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellProgress } from '../../../../src/flows/cell/cellProgress.ts';

test('counts work, not waiting', async () => {
  let now = 100;
  const progress = new CellProgress({ elapsed: () => now });
  now += 3;
  assert.equal(progress.seconds, 3);
  await progress.waiting(async (resume) => {
    now += 40;
    assert.equal(progress.seconds, 3, 'while it waits');
    resume();
    now += 2;
    resume();
    assert.equal(progress.seconds, 5, 'afterwards');
  });
  assert.equal(progress.seconds, 5);
});

test('a wait that ends by a throw was a wait all the same', async () => {
  let now = 0;
  const progress = new CellProgress({ elapsed: () => now });
  const cancelled = progress.waiting(async () => {
    now += 7;
    throw new Error('stopped');
  });
  await assert.rejects(cancelled, { message: 'stopped' });
  now += 1;
  assert.equal(progress.seconds, 1);
});

test('knows when the cell was ready and whether it tested', () => {
  let now = 0;
  const progress = new CellProgress({ elapsed: () => now });
  assert.deepEqual([progress.readySeconds, progress.hasTested], [undefined, false]);
  now = 2;
  assert.equal(progress.ready(), 2);
  now = 9;
  progress.testing();
  assert.deepEqual([progress.readySeconds, progress.hasTested], [2, true]);
});
