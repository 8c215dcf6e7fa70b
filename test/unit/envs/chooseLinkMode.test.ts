import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseLinkMode } from '../../../src/envs/chooseLinkMode.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('hard links in a sandbox, and without one only for users who are not root', async (context) => {
  const folder = await temporaryFolder(context);
  const [cacheDir, workDir] = [join(folder, 'cache'), join(folder, 'work')];
  mkdirSync(cacheDir);
  mkdirSync(workDir);
  const choose = (sandboxed: boolean, uid: number | undefined): Promise<string> =>
    chooseLinkMode({ sandboxed, uid, cacheDir, workDir });
  assert.equal(await choose(true, 0), 'hardlink');
  assert.equal(await choose(true, 1000), 'hardlink');
  assert.equal(await choose(false, 1000), 'hardlink');
  assert.match(await choose(false, 0), /^(?:reflink|copy)$/);
  assert.deepEqual([...readdirSync(cacheDir), ...readdirSync(workDir)], []);
});

test('copies where the file systems differ', async (context) => {
  const folder = await temporaryFolder(context);
  if (statSync('/dev/shm', { throwIfNoEntry: false })?.dev === statSync(folder).dev) {
    context.skip('there is only one file system');
    return;
  }
  const workDir = await mkdtemp('/dev/shm/spip-test-');
  context.after(() => rm(workDir, { recursive: true }));
  const mode = await chooseLinkMode({ sandboxed: true, uid: 0, cacheDir: folder, workDir });
  assert.equal(mode, 'copy');
});
