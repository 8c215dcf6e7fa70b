import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timerMs } from '../../../src/lib/timerMs.ts';

test('no time is longer than a timer takes', () => {
  for (const [asked, taken] of [
    [0, 0],
    [1500, 1500],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, 2 ** 31 - 1],
    [60_000_000 * 40, 2 ** 31 - 1],
    [Infinity, 2 ** 31 - 1],
  ] as const) {
    assert.equal(timerMs(asked), taken);
  }
});
