import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWord } from '../../../src/lib/nearestWord.ts';

const known = ['limit', 'timeout', 'index-url', 'extra-index-url', 'offline', 'pre'];

const cases: readonly (readonly [word: string, expected: string | undefined])[] = [
  ['limt', 'limit'],
  ['limti', 'limit'],
  ['prr', 'pre'],
  ['pr', 'pre'],
  ['time-out', 'timeout'],
  ['indexurl', 'index-url'],
  // One edit for up to five letters, then one for each three.
  ['imlit', undefined],
  ['timuot', 'timeout'],
  ['tmeuot', 'timeout'],
  ['tmeot', undefined],
  // A beginning, if it is that of one word and long enough to mean it.
  ['extra', 'extra-index-url'],
  ['off', 'offline'],
  ['of', undefined],
  ['colour', undefined],
  ['', undefined],
];
for (const [word, expected] of cases) {
  test(`takes ${word} for ${expected ?? 'nothing'}`, () => {
    assert.equal(nearestWord(word, known), expected);
  });
}

test('a beginning of several words means none of them', () => {
  assert.equal(nearestWord('exclude', ['exclude-newer', 'exclude-older']), undefined);
});
