import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellProgress } from '../../../../src/flows/cell/cellProgress.ts';

test('counts work, not waiting', () => {
  let now = 100;
  const progress = new CellProgress({ elapsed: () => now });
  now += 3;
  assert.equal(progress.seconds, 3);
  const resume = progress.pause();
  now += 40;
  assert.equal(progress.seconds, 3, 'while it waits');
  resume();
  now += 2;
  assert.equal(progress.seconds, 5, 'afterwards');
});
