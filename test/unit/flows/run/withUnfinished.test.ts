import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { withUnfinished } from '../../../../src/flows/run/withUnfinished.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('commands at one time share a folder, and the one that made it takes it away', async (t) => {
  const folder = await temporaryFolder(t);
  const places = { cacheDir: join(folder, 'cache'), dataDir: join(folder, 'data') };
  const shared = join(places.cacheDir, 'tmp', 'commands');
  const task = async (temporary: string | undefined): Promise<void> => {
    assert.equal(temporary, shared);
    await withUnfinished(places, async (other) => assert.equal(other, shared));
    assert.ok(existsSync(shared));
  };
  await withUnfinished(places, task);
  assert.ok(!existsSync(shared));
  await withUnfinished(places, task);
});

test('there is none where the cache cannot be written', async (t) => {
  const folder = await temporaryFolder(t);
  const cacheDir = join(folder, 'file');
  await writeFile(cacheDir, '');
  const given = await withUnfinished({ cacheDir, dataDir: folder }, async (temporary) => temporary);
  assert.equal(given, undefined);
});
