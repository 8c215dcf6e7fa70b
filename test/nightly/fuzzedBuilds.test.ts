import { test } from 'node:test';
import { fuzzBuilds } from '../support/fuzzBuild.ts';
import { memoryFolder, temporaryFolder } from '../support/temporaryFolder.ts';

const count = Number(process.env['SPIP_NIGHTLY_BACKENDS'] ?? 50_000);

test(`${count} backends that leave anything anywhere`, { timeout: 3_600_000 }, async (t) => {
  // Other seeds every day; a failure names its seed.
  const first = 1_000_000 + Math.floor(Date.now() / 86_400_000) * 50_000;
  t.diagnostic(`seeds ${first} to ${first + count - 1}`);
  const { built, refused } = await fuzzBuilds(await temporaryFolder(t, memoryFolder()), {
    first,
    count,
  });
  t.diagnostic(`${built} built, ${refused} refused`);
});
