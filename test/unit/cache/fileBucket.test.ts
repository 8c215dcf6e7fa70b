import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { entryPath } from '../../../src/cache/buckets.ts';
import { fileBucket } from '../../../src/cache/fileBucket.ts';
import { sha256 } from '../../support/indexPages.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const asJson = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

describe('a bucket of single files', () => {
  it('gives back what was written, whole or in pieces', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const bucket = fileBucket('metadata', { cacheDir });
    await bucket.write('abcd.json', '{"a":1}');
    await bucket.write('ef01.json', ['{"b":', '[1,', '2]}\n']);
    assert.deepEqual(await bucket.read('abcd.json', asJson), { a: 1 });
    assert.deepEqual(await bucket.read('ef01.json', asJson), { b: [1, 2] });
    assert.equal(bucket.path('abcd.json'), entryPath(cacheDir, 'metadata', 'abcd.json'));
    const kept: unknown = JSON.parse(readFileSync(bucket.path('abcd.json'), 'utf8'));
    assert.deepEqual(kept, { a: 1, check: sha256('{"a":1}') });
  });

  it('has nothing where there is no file, no readable one, or one that is damaged', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const bucket = fileBucket('pages', { cacheDir });
    assert.equal(await bucket.read('0123/six.json', asJson), undefined);
    mkdirSync(bucket.path('0123/six.json'), { recursive: true });
    assert.equal(await bucket.read('0123/six.json', asJson), undefined);
    writeFileSync(bucket.path('0123/seven.json'), '{"half":');
    assert.equal(await bucket.read('0123/seven.json', asJson), undefined);
    await bucket.write('0123/eight.json', '{"version":"1.0"}');
    const whole = readFileSync(bucket.path('0123/eight.json'), 'utf8');
    for (const damaged of [
      whole.replace('1.0', '2.0'),
      whole.replace('"}', '0"}'),
      whole.slice(0, -3),
      whole.replace('"check"', '"chick"'),
      `${whole} `,
      '{"version":"1.0"}',
      '',
    ]) {
      writeFileSync(bucket.path('0123/eight.json'), damaged);
      assert.equal(await bucket.read('0123/eight.json', asJson), undefined, damaged);
    }
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
