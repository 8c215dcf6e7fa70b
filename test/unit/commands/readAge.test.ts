import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAge } from '../../../src/commands/readAge.ts';

const age = (text?: string): number | undefined =>
  readAge(
    {
      command: 'gc',
      operands: [],
      given: new Map(text === undefined ? [] : [['older-than', [text]]]),
    },
    'older-than',
  );

test('reads ages in seconds', () => {
  assert.equal(age(), undefined);
  assert.equal(age('0d'), 0);
  assert.equal(age('90m'), 5400);
  assert.equal(age('12h'), 43_200);
  assert.equal(age('30d'), 2_592_000);
  assert.equal(age('2w'), 1_209_600);
  for (const text of ['30', 'd', '-1d', '1.5h', '1y', '1 d', '12hours', '1234567d']) {
    assert.throws(() => age(text), {
      code: 'usage',
      message: `Expected \`--older-than\` to be an age such as \`12h\`, \`30d\` or \`2w\`, found \`${text}\``,
    });
  }
});
