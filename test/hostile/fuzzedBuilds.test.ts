import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzzBuilds } from '../support/fuzzBuild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

test('backends that leave anything anywhere: nothing outside is read or written', async (t) => {
  // In both tests together 2,000.
  const cases = { first: 0, count: isRoot ? 1000 : 2000 };
  const { built, refused } = await fuzzBuilds(await temporaryFolder(t), cases);
  t.diagnostic(`${built} built, ${refused} refused`);
});

const skip = isRoot ? false : 'the first test ran as an ordinary user';

test('the same as an ordinary user, whom closed folders stop', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  chownSync(folder, nobody, nobody);
  const child = join(import.meta.dirname, '../support/fuzzBuildsChild.ts');
  const args = [child, folder, '5000', '1000', String(nobody)];
  t.diagnostic(execFileSync(process.execPath, args, { encoding: 'utf8' }));
});
