import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCache, removeTemporaryCache } from '../../../src/cache/openCache.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { failureOf } from '../../support/failureOf.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const silent = (): never => assert.fail();

test('a cache directory is made, with the tag of caches, or taken as it is', async (t) => {
  const cacheDir = join(await temporaryFolder(t), 'deep/cache');
  const opened = { cacheDir, isTemporary: false };
  assert.deepEqual(await openCache(cacheDir, silent), opened);
  assert.match(await readFile(join(cacheDir, 'CACHEDIR.TAG'), 'utf8'), /^Signature: 8a477f59/);
  assert.deepEqual(await openCache(cacheDir, silent), opened);
});

test('where nobody may write there is one for this run', async (t) => {
  const events: RunEvent[] = [];
  // Nobody makes folders there: it belongs to the kernel.
  const opened = await openCache('/sys/no-cache', (event) => events.push(event));
  t.after(() => removeTemporaryCache(opened.cacheDir).catch(() => undefined));
  assert.equal(opened.isTemporary, true);
  assert.deepEqual(await readdir(opened.cacheDir), ['CACHEDIR.TAG']);
  assert.deepEqual(events, [
    {
      kind: 'warning',
      text: 'Failed to write to the cache directory `/sys/no-cache`: a temporary one is used for this run',
      hint: 'choose one that lasts with `--cache-dir` or `SPIP_CACHE_DIR`',
    },
  ]);
  await removeTemporaryCache(opened.cacheDir);
  assert.ok(!existsSync(opened.cacheDir));
});

test('something else in its place is no reason for another place', async (t) => {
  const cacheDir = join(await temporaryFolder(t), 'cache');
  await writeFile(cacheDir, '');
  assert.deepEqual(await failureOf(() => openCache(cacheDir, silent), { cacheDir }), {
    code: 'unwritable',
    message: 'Failed to write to the cache directory `<cacheDir>`',
    hint: 'choose another one with `--cache-dir` or `SPIP_CACHE_DIR`',
  });
});

test('of a temporary cache only what the user wants to look at stays', async (t) => {
  const cacheDir = join(await temporaryFolder(t), 'cache');
  for (const path of ['kept/run/c1', 'wheels-v1/ab', 'tmp']) {
    await mkdir(join(cacheDir, path), { recursive: true });
  }
  await removeTemporaryCache(cacheDir);
  assert.deepEqual(await readdir(cacheDir), ['kept']);
  assert.deepEqual(await readdir(join(cacheDir, 'kept/run')), ['c1']);
});
