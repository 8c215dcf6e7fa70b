import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lostFromCache } from '../../../../src/flows/cell/lostFromCache.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

async function failure(path: string): Promise<unknown> {
  return await readFile(path).then(
    () => assert.fail(),
    (error: unknown) => error,
  );
}

test('a missing file of a bucket is a loss, also as the cause of another error', async (t) => {
  const cache = await temporaryFolder(t);
  const path = join(cache, 'wheels-v1', 'ab', 'x');
  const error = await failure(path);
  const wrapped = new SpipError('disk', 'Failed to link', { cause: error });
  for (const each of [error, wrapped]) {
    const lost = lostFromCache(each, cache);
    assert.equal(lost?.message, `Failed to read \`${path}\`: it was removed during the run`);
    assert.equal(lost.cause, each);
  }
});

test('a file that finds its folder of a bucket gone is a loss', async (t) => {
  const cache = await temporaryFolder(t);
  const unfinished = join(cache, 'x');
  await writeFile(unfinished, '');
  const path = join(cache, 'sdists-v1', 'ab', 'x');
  const error: unknown = await rename(unfinished, path).catch((reason: unknown) => reason);
  assert.match(lostFromCache(error, cache)?.message ?? '', /sdists-v1.*removed during the run/);
});

test('any other failure is none', async (t) => {
  const cache = await temporaryFolder(t);
  assert.equal(lostFromCache(await failure(join(cache, 'work', 'r', 'x')), cache), undefined);
  assert.equal(lostFromCache(await failure(`${cache}-other/wheels-v1/x`), cache), undefined);
  assert.equal(lostFromCache(await failure(cache), cache), undefined);
  assert.equal(lostFromCache(new Error('ENOENT'), cache), undefined);
});
