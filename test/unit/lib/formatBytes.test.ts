import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from '../../../src/lib/formatBytes.ts';

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
