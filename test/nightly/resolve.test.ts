import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolve } from '../../src/resolve/resolve.ts';
import { compareWithOracle } from '../support/differential.ts';

const count = 10_000;

test(`agrees with brute force on ${count} small worlds`, async () => {
  // Another part of the seeds every day; a difference names its seed.
  const first = 1_000_000 + Math.floor(Date.now() / 86_400_000) * count;
  const { unsolvable, differences } = await compareWithOracle(resolve, { first, count });
  assert.deepEqual(differences, []);
  assert.ok(unsolvable >= count / 5, `only ${unsolvable} worlds are unsolvable`);
});
