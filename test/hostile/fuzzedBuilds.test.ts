import { execFileSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzzBuilds } from '../support/fuzzBuild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('1,000 backends that leave anything anywhere: nothing outside is read or written', async (t) => {
  const { built, refused } = await fuzzBuilds(await temporaryFolder(t), { first: 0, count: 1000 });
  t.diagnostic(`${built} built, ${refused} refused`);
});

const skip = process.getuid?.() === 0 ? false : 'the first test ran as an ordinary user';
const nobody = 65_534;

test('the same as an ordinary user, whom closed folders stop', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  chownSync(folder, nobody, nobody);
  const child = join(import.meta.dirname, '../support/fuzzBuildsChild.ts');
  const args = [child, folder, '5000', '1000', String(nobody)];
  t.diagnostic(execFileSync(process.execPath, args, { encoding: 'utf8' }));
});
