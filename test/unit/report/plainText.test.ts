import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../../../src/report/plainText.ts';

const cases: readonly (readonly [string, string])[] = [
  ['a\r\nb\tc', 'a\nb\tc'],
  ['\u001B[31m\u0000\u009B\u202E', '\\x1b[31m\\x00\\x9b\\u202e'],
  ['café 日本', 'café 日本'],
  // What CI services would take for commands.
  ['::error::x', '\\x3a:error::x'],
  ['one\n  ::set-output name=a::b', 'one\n  \\x3a:set-output name=a::b'],
  ['\u001B::x\n::y', '\\x1b::x\n\\x3a:y'],
  [
    'text ##[command]x ##vso[task]y ##teamcity[z]',
    'text \\x23#[command]x \\x23#vso[task]y \\x23#teamcity[z]',
  ],
  ['a::b ## heading std::vector', 'a::b ## heading std::vector'],
];

for (const [given, expected] of cases) {
  test(`${JSON.stringify(given)} is shown as text`, () => assert.equal(plainText(given), expected));
}
