import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolve } from '../../../src/resolve/resolve.ts';
import { compareWithOracle } from '../../support/differential.ts';

const count = 500;

test(`agrees with brute force on ${count} small worlds`, async () => {
  const { solvable, unsolvable, differences } = await compareWithOracle(resolve, {
    first: 1,
    count,
  });
  assert.deepEqual(differences, []);
  assert.ok(unsolvable >= count / 5, `only ${unsolvable} worlds are unsolvable`);
  assert.ok(solvable >= count / 5, `only ${solvable} worlds are solvable`);
});
