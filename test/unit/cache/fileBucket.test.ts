import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { entryPath } from '../../../src/cache/buckets.ts';
import { fileBucket } from '../../../src/cache/fileBucket.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const asJson = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

describe('a bucket of single files', () => {
  it('gives back what was written, whole or in pieces', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const bucket = fileBucket('metadata', { cacheDir });
    await bucket.write('abcd.json', '{"a":1}');
    await bucket.write('ef01.json', ['[1,', '2]']);
    assert.deepEqual(await bucket.read('abcd.json', asJson), { a: 1 });
    assert.deepEqual(await bucket.read('ef01.json', asJson), [1, 2]);
    assert.equal(bucket.path('abcd.json'), entryPath(cacheDir, 'metadata', 'abcd.json'));
    assert.equal(readFileSync(bucket.path('abcd.json'), 'utf8'), '{"a":1}');
  });

  it('has nothing where there is no file, no readable one, or one that is damaged', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const bucket = fileBucket('pages', { cacheDir });
    assert.equal(await bucket.read('0123/six.json', asJson), undefined);
    mkdirSync(bucket.path('0123/six.json'), { recursive: true });
    assert.equal(await bucket.read('0123/six.json', asJson), undefined);
    writeFileSync(bucket.path('0123/seven.json'), '{"half":');
    assert.equal(await bucket.read('0123/seven.json', asJson), undefined);
  });

  it('goes on where the cache cannot be written, and leaves nothing', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const temporary = join(cacheDir, 'gone');
    const bucket = fileBucket('interpreters', { cacheDir, temporary });
    await bucket.write('abcd.json', '{}');
    assert.equal(await bucket.read('abcd.json', asJson), undefined);
    mkdirSync(temporary);
    mkdirSync(bucket.path('abcd.json'), { recursive: true });
    await bucket.write('abcd.json', '{}');
    assert.deepEqual(readdirSync(temporary), []);
  });
});
