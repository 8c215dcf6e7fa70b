import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colorAsked } from '../../../src/commands/colorAsked.ts';
import { openScreen } from '../../../src/report/screen.ts';

const stream = { isTTY: false, write: () => true, on: () => undefined };
const terminal = { ...stream, isTTY: true };

for (const [line, plain, onTerminal] of [
  ['matrix six', false, true],
  ['matrix six --color always', true, true],
  ['--color=always matrix --limt', true, true],
  ['matrix six --color never', false, false],
  ['matrix --color always --color=never', false, false],
  ['matrix --color auto', false, true],
  ['matrix --color', false, true],
  ['matrix -- --color always', false, true],
] as const) {
  test(`colour of \`${line}\``, () => {
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }]) {
      const asked = colorAsked(line.split(' '));
      const { out, err } = openScreen({ out: stream, err: terminal }, { ...env, ...asked });
      const isSaid = Object.keys(asked).length > 0;
      const expected =
        isSaid || Object.keys(env).length === 0 ? [plain, onTerminal] : [false, false];
      assert.deepEqual([out.color, err.color], expected, JSON.stringify(env));
    }
  });
}
