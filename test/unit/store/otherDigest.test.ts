import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { FileDigest } from '../../../src/model/distFile.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({ name: 'tool', version: '1.0', files: { 'tool.py': 'x = 1\n' } });
const evil = buildWheel({ name: 'tool', version: '1.0', files: { 'tool.py': 'x = 2\n' } });

function digestOf(algorithm: FileDigest['algorithm'], bytes: Uint8Array): FileDigest {
  return { algorithm, hex: createHash(algorithm).update(bytes).digest('hex') };
}

function refused(error: unknown, { algorithm, hex }: FileDigest): true {
  assert.ok(error instanceof SpipError);
  assert.equal(error.code, 'hash-mismatch');
  assert.ok(error.message.includes(`${algorithm} \`${hex}\``), error.message);
  assert.ok(error.message.includes(digestOf(algorithm, evil.bytes).hex), error.message);
  return true;
}

describe('a file whose index promises a digest other than sha256', () => {
  for (const algorithm of ['sha512', 'sha384', 'sha224', 'sha1', 'md5'] as const) {
    it(`${algorithm}: other bytes are refused for the life of the process, the right ones stored`, async (t) => {
      const { store, cacheDir, again } = await storeRig(t);
      const promise = digestOf(algorithm, tool.bytes);
      const file = distFile(tool, { sha256: undefined, otherDigest: promise });
      const wrong = countingFetch({ [tool.filename]: evil.bytes });
      await assert.rejects(store.wheel(file, wrong.fetch), (error) => refused(error, promise));
      await assert.rejects(store.wheel(file, wrong.fetch), (error) => refused(error, promise));
      assert.equal(wrong.counts.get(tool.filename), 2);
      assert.ok(!(await readdir(cacheDir)).includes('wheels-v1'));

      const right = countingFetch({ [tool.filename]: tool.bytes });
      assert.equal((await again().wheel(file, right.fetch)).sha256, tool.sha256);
    });
  }

  it('is not served from what was kept for its address without that promise', async (t) => {
    const { store, again } = await storeRig(t);
    const served = countingFetch({ [tool.filename]: evil.bytes });
    const file = distFile(tool, { sha256: undefined });
    await store.wheel(file, served.fetch);
    const otherDigest = digestOf('sha512', tool.bytes);
    await assert.rejects(again().wheel({ ...file, otherDigest }, served.fetch), (error) =>
      refused(error, otherDigest),
    );
  });

  it('is fetched once for all processes although its page tells no size', async (t) => {
    const { store, again } = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const otherDigest = digestOf('md5', tool.bytes);
    const file = distFile(tool, { sha256: undefined, size: undefined, otherDigest });
    await store.wheel(file, fetch);
    await again().wheel(file, fetch);
    assert.equal(counts.get(tool.filename), 1);
  });

  it('is checked on this machine too', async (t) => {
    const { store } = await storeRig(t);
    const path = join(await temporaryFolder(t), tool.filename);
    await writeFile(path, evil.bytes);
    const { fetch } = countingFetch({ [tool.filename]: evil.bytes });
    const otherDigest = digestOf('sha1', tool.bytes);
    const url = pathToFileURL(path).href;
    await assert.rejects(
      store.wheel(distFile(tool, { sha256: undefined, url, otherDigest }), fetch),
      (error) => refused(error, otherDigest),
    );
  });
});
