import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { metadataCache } from '../../../src/index/metadataCache.ts';
import type { DistFile } from '../../../src/model/distFile.ts';
import { parseMetadata } from '../../../src/pep/metadata.ts';
import { distFile } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const wheel = { filename: 'six-1.0-py3-none-any.whl', sha256: 'a'.repeat(64), bytes: Buffer.of(1) };
const metadata = parseMetadata(Buffer.from('Metadata-Version: 2.1\nName: six\nVersion: 1.0\n'));
const uploadTime = '2024-01-01T00:00:00Z';

suite('the cache of metadata', () => {
  const changed: readonly (readonly [string, Partial<DistFile>, Partial<DistFile>, boolean])[] = [
    ['the same digest elsewhere', {}, { url: 'https://b.test/six.whl', size: 2 }, true],
    ['another digest', {}, { sha256: 'b'.repeat(64) }, false],
    ['no digest, the same size and time', { sha256: undefined, uploadTime }, {}, true],
    ['no digest, another size', { sha256: undefined, uploadTime }, { size: 2 }, false],
    [
      'no digest, another time',
      { sha256: undefined, uploadTime },
      { uploadTime: '2025-01-01T00:00:00Z' },
      false,
    ],
    ['no digest, another address', { sha256: undefined, uploadTime }, { url: 'x:y' }, false],
    [
      'another digest than sha256 that changes',
      { sha256: undefined, otherDigest: { algorithm: 'md5', hex: 'a'.repeat(32) } },
      { otherDigest: { algorithm: 'md5', hex: 'b'.repeat(32) } },
      false,
    ],
    ['no digest, no time', { sha256: undefined }, {}, true],
    ['no digest, no time, another size', { sha256: undefined }, { size: 2 }, false],
  ];
  for (const [title, first, change, found] of changed) {
    test(`${title}: ${found ? 'found' : 'not found'}`, async (t) => {
      const cache = metadataCache({ cacheDir: await temporaryFolder(t) });
      const file = distFile(wheel, first);
      await cache.write(file, metadata);
      assert.equal((await cache.read(file))?.name, 'six');
      assert.equal((await cache.read({ ...file, ...change })) !== undefined, found);
    });
  }

  test('neither digest nor size nor time: nothing is kept', async (t) => {
    const cacheDir = await temporaryFolder(t);
    const cache = metadataCache({ cacheDir });
    const file = distFile(wheel, { sha256: undefined, size: undefined });
    await cache.write(file, metadata);
    assert.equal(await cache.read(file), undefined);
    assert.deepEqual(await readdir(cacheDir), []);
  });
});
