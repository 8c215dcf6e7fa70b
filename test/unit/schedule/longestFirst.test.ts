import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestFirst } from '../../../src/schedule/longestFirst.ts';

test('longest first; unknown ones count as average; otherwise as planned', () => {
  const durations: Readonly<Record<string, number>> = { a: 1, b: 9, c: 2 };
  const order = (items: readonly string[]): string =>
    longestFirst(items, (item) => durations[item]).join('');
  assert.equal(order(['a', 'x', 'b', 'y', 'c']), 'bxyca');
  assert.equal(order(['x', 'y', 'z']), 'xyz');
  assert.equal(order([]), '');
});
