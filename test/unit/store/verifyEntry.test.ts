import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Bucket } from '../../../src/cache/buckets.ts';
import type { CacheEntry } from '../../../src/cache/cacheEntries.ts';
import { listCacheEntries } from '../../../src/cache/cacheEntries.ts';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import { setAsideIfDamaged } from '../../../src/cache/setAside.ts';
import { storeMtime } from '../../../src/store/storeFile.ts';
import { verifyEntry } from '../../../src/store/verifyEntry.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import { addBytecode, countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import type { StoreRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({
  name: 'My.Tool',
  version: '1',
  files: { 'tool.py': 'x = 1\n', 'big.bin': new Uint8Array(100_000).fill(7) },
});
const sdist = buildSdist({ name: 'source-only', version: '2', files: { 'x.py': '' } });

/** Writes in place and puts size, mode and time back, as nothing but a digest can see. */
function writeUnseen(path: string): void {
  const text = readFileSync(path, 'utf8');
  chmodSync(path, 0o644);
  writeFileSync(path, text.replace('1', '2'));
  chmodSync(path, 0o444);
  utimesSync(path, storeMtime, storeMtime);
}

function entriesOf(rig: StoreRig, bucket: Bucket): readonly CacheEntry[] {
  return listCacheEntries(rig.cacheDir).filter((entry) => entry.bucket === bucket);
}

describe('verification', () => {
  it('finds a write that put size, mode and time back, sets the wheel and its byte-code aside, and it is fetched anew', async (t) => {
    const rig = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await rig.store.wheel(distFile(tool), fetch);
    const bytecode = addBytecode(rig, wheel);
    const [entry] = entriesOf(rig, 'wheels');
    assert.ok(entry !== undefined);
    assert.equal(await verifyEntry(entry), undefined);
    writeUnseen(join(wheel.root, 'tool.py'));
    assert.equal(await verifyEntry(entry), '`tool.py` has a wrong digest');
    const locks = openFileLocks(join(rig.cacheDir, 'locks'));
    t.after(() => locks.close());
    const how = { cacheDir: rig.cacheDir, locks, problemOf: verifyEntry };
    const aside = await setAsideIfDamaged(entry, how);
    assert.equal(aside?.reason, '`tool.py` has a wrong digest');
    assert.ok(existsSync(join(aside.away, 'files', 'tool.py')));
    assert.ok(!existsSync(bytecode));
    assert.equal(await setAsideIfDamaged(entry, how), undefined);
    const repaired = await rig.again().wheel(distFile(tool), fetch);
    assert.equal(readFileSync(join(repaired.root, 'tool.py'), 'utf8'), 'x = 1\n');
    assert.equal(counts.get(tool.filename), 2);
  });

  it('finds strangers, missing files, wrong digests of sdists and of JSON', async (t) => {
    const rig = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes, [sdist.filename]: sdist.bytes });
    const { root } = await rig.store.wheel(distFile(tool, { sha256: undefined }), fetch);
    const { path } = await rig.store.sdist(distFile(sdist), fetch);
    const problems = async (): Promise<Readonly<Record<string, string | undefined>>> =>
      Object.fromEntries(
        await Promise.all(
          listCacheEntries(rig.cacheDir).map(async (entry) => [
            entry.bucket,
            await verifyEntry(entry),
          ]),
        ),
      ) as Record<string, string | undefined>;
    assert.deepEqual(await problems(), {
      wheels: undefined,
      sdists: undefined,
      pointers: undefined,
    });
    writeFileSync(join(root, 'stranger.py'), '');
    chmodSync(path, 0o644);
    writeFileSync(path, 'other');
    const [pointer] = entriesOf(rig, 'pointers');
    assert.ok(pointer !== undefined);
    writeFileSync(pointer.path, '{"sha256":"');
    assert.deepEqual(await problems(), {
      wheels: '`stranger.py` is no file of the wheel',
      sdists: 'its digest is wrong',
      pointers: 'its digest is wrong',
    });
    await rm(join(root, 'tool.py'));
    assert.match((await problems())['wheels'] ?? '', /^`tool\.py` is missing/);
  });

  it('through a linked file sets only a damaged entry aside, and the process looks again', async (t) => {
    const rig = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
    const { root } = await rig.store.wheel(distFile(tool), fetch);
    await rig.store.quarantineFile(join(root, 'tool.py'));
    await rig.store.quarantineFile(join(rig.cacheDir, 'foreign', 'file'));
    await rig.store.wheel(distFile(tool), fetch);
    assert.equal(counts.get(tool.filename), 1);
    writeUnseen(join(root, 'tool.py'));
    await rig.store.quarantineFile(join(root, 'tool.py'));
    assert.equal(readdirSync(join(rig.cacheDir, 'quarantine')).length, 1);
    await rig.store.wheel(distFile(tool), fetch);
    assert.equal(counts.get(tool.filename), 2);
    assert.equal(readFileSync(join(root, 'tool.py'), 'utf8'), 'x = 1\n');
    assert.equal(basename(root), 'files');
  });
});
