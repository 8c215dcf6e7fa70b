import { test } from 'node:test';
import { fuzzMessages } from '../support/fuzzMessages.ts';
import { memoryFolder, temporaryFolder } from '../support/temporaryFolder.ts';

const count = Number(process.env['SPIP_NIGHTLY_MESSAGES'] ?? 50_000);

test(`${count} cells whose processes say anything`, { timeout: 3_600_000 }, async (t) => {
  // Other seeds every day; a failure names its seed.
  const first = 1_000_000 + Math.floor(Date.now() / 86_400_000) * 50_000;
  t.diagnostic(`seeds ${first} to ${first + count - 1}`);
  const counts = await fuzzMessages(await temporaryFolder(t, memoryFolder()), { first, count });
  t.diagnostic(JSON.stringify(counts));
});
