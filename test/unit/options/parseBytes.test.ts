import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBytes } from '../../../src/options/parseBytes.ts';

const read: readonly (readonly [string, number | undefined])[] = [
  ['0', 0],
  ['4096', 4096],
  ['10 GB', 10_000_000_000],
  ['500MiB', 524_288_000],
  ['1.5g', 1_500_000_000],
  [' 2 kb ', 2000],
  ['', undefined],
  ['ten', undefined],
  ['-1', undefined],
  ['1e9', undefined],
  ['10 parsecs', undefined],
  ['99999999 TB', undefined],
];
for (const [text, bytes] of read) {
  test(`reads \`${text}\` as ${bytes} bytes`, () => assert.equal(parseBytes(text), bytes));
}
