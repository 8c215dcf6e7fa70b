import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBytes } from '../../../src/lib/parseBytes.ts';
import { formatBytes } from '../../../src/lib/formatBytes.ts';

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

const shown: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [4096, '4.1 kB'],
  [99_949, '99.9 kB'],
  [99_950, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [34_500_000, '34.5 MB'],
  [5e15, '5000 TB'],
];
for (const [bytes, text] of shown) {
  test(`shows ${bytes} bytes as ${text}`, () => assert.equal(formatBytes(bytes), text));
}
