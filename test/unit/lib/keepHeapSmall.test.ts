import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapStatistics } from 'node:v8';
import { keepHeapSmall } from '../../../src/lib/keepHeapSmall.ts';

const heldBytes = (): number => getHeapStatistics().total_heap_size;

/** Lets the heap grow by what nobody uses any more. */
function litter(bytes: number): void {
  const kept: number[][] = [];
  while (heldBytes() < bytes) {
    kept.push(Array.from({ length: 1000 }, (_, index) => index + 0.5));
  }
}

test('a heap that has grown gives back what is not in use', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const release = keepHeapSmall();
  litter(180e6);
  context.mock.timers.tick(250);
  const small = heldBytes();
  assert.ok(small < 100e6, `${small}`);
  release();
  litter(180e6);
  context.mock.timers.tick(10_000);
  assert.ok(heldBytes() > 150e6);
});
