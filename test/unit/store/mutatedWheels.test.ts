import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { unpackMutated } from '../../support/unpackMutated.ts';

test('2,000 mutated wheels are unpacked whole or refused, and nothing is written outside', async (t) => {
  const { accepted, refused } = await unpackMutated(await temporaryFolder(t), {
    first: 0,
    count: 2000,
  });
  // Both happen, or the mutations are no good.
  assert.ok(accepted > 10 && refused > 1000, `${accepted} accepted, ${refused} refused`);
});
