import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestName } from '../../../src/commands/nearestName.ts';

const known = ['limit', 'timeout', 'index-url', 'extra-index-url', 'offline', 'pre'];

const cases: readonly (readonly [name: string, expected: string | undefined])[] = [
  ['limt', 'limit'],
  ['imlit', undefined],
  ['limti', 'limit'],
  ['time-out', 'timeout'],
  ['indexurl', 'index-url'],
  ['extra', 'extra-index-url'],
  ['off', 'offline'],
  ['of', undefined],
  ['prr', 'pre'],
  ['colour', undefined],
  ['', undefined],
];
for (const [name, expected] of cases) {
  test(`takes ${name} for ${expected ?? 'nothing'}`, () => {
    assert.equal(nearestName(name, known), expected);
  });
}
