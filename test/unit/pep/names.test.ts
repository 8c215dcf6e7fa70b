import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isValidName, normaliseName } from '../../../src/pep/names.ts';

test('runs of separators become one dash, letters become small', () => {
  assert.equal(normaliseName('Zope._-.Interface'), 'zope-interface');
  assert.equal(normaliseName('already-normal-2'), 'already-normal-2');
  assert.equal(normaliseName('a--b'), 'a-b');
});

test('a name begins and ends with a letter or digit', () => {
  for (const name of ['a', '7zip', 'A.b-c_d', 'x1']) {
    assert.ok(isValidName(name), name);
  }
  for (const name of ['', '-a', 'a-', '.a', 'a b', 'ä', 'a\n', 'a/b']) {
    assert.ok(!isValidName(name), name);
  }
});
