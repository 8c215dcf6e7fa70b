import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { unpackMutated } from '../support/unpackMutated.ts';

const count = Number(process.env['SPIP_NIGHTLY_WHEELS'] ?? 100_000);

test(`${count} mutated wheels are unpacked whole or refused`, { timeout: 3_600_000 }, async (t) => {
  // Other seeds every day; a failure names its seed.
  const first = 1_000_000 + Math.floor(Date.now() / 86_400_000) * 100_000;
  const counts = await unpackMutated(await temporaryFolder(t), { first, count });
  assert.equal(counts.accepted + counts.refused, count);
  t.diagnostic(`${counts.accepted} accepted, ${counts.refused} refused`);
});
