import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  cutMiddle,
  cutTo,
  displayWidth,
  padTo,
  wrapWords,
} from '../../../src/report/displayWidth.ts';

const widths: readonly (readonly [text: string, width: number])[] = [
  ['', 0],
  ['abc', 3],
  ['✓ ✗ ○ · ◷ ≈', 11],
  ['\u001B[32mok\u001B[39m', 2],
  ['日本', 4],
  ['e\u0301', 1],
  ['🐍', 2],
  ['한글 x', 6],
];
for (const [text, width] of widths) {
  test(`${JSON.stringify(text)} takes ${width} columns`, () => {
    assert.equal(displayWidth(text), width);
  });
}

test('cuts and pads to a width, whatever the text', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '日', '✓', 'e\u0301') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (value, width) => {
      const cut = cutTo(value, width, '…');
      assert.ok(displayWidth(cut) <= width);
      assert.equal(displayWidth(padTo(cut, width)), width);
      assert.equal(displayWidth(value) <= width, cut === value);
    }),
  );
});

test('shortens in the middle to a width, and keeps both ends', () => {
  assert.equal(cutMiddle('colorama 0.4.6 on 3.11', 13, '…'), 'colora…n 3.11');
  assert.equal(cutMiddle('six 1.0 on 3.8', 14, '…'), 'six 1.0 on 3.8');
  // What is padded is no longer than what it says.
  assert.equal(cutMiddle('six 1.0 on 3.8          ', 16, '…'), 'six 1.0 on 3.8  ');
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '日', '✓') });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (value, width) => {
      assert.ok(displayWidth(cutMiddle(value, width, '…')) <= width);
    }),
  );
});

test('wraps words without losing one', () => {
  const words = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', 'c') }));
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 20 }), (value, width) => {
      const lines = wrapWords(value, width);
      assert.deepEqual(
        lines.flatMap((line) => line.split(' ')),
        value,
      );
      assert.ok(lines.every((line) => line.length <= width || !line.includes(' ')));
    }),
  );
});
