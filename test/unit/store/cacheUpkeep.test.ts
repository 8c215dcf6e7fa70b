import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Bucket } from '../../../src/cache/buckets.ts';
import type { CacheEntry } from '../../../src/cache/cacheEntries.ts';
import { listCacheEntries } from '../../../src/cache/cacheEntries.ts';
import { diskUsage } from '../../../src/cache/diskUsage.ts';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import { removeEntries } from '../../../src/cache/removeEntries.ts';
import { setAsideIfDamaged } from '../../../src/cache/setAside.ts';
import { uselessEntries } from '../../../src/cache/uselessEntries.ts';
import type { StoredWheel } from '../../../src/model/storedWheel.ts';
import { entryPackages } from '../../../src/store/entryPackages.ts';
import { storeMtime } from '../../../src/store/storeFile.ts';
import { verifyEntry } from '../../../src/store/verifyEntry.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
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

/** Byte-code as the store keeps it, without a Python. */
function addBytecode({ cacheDir }: StoreRig, { sha256 }: StoredWheel): string {
  const place = join(cacheDir, 'bytecode-v1', sha256.slice(0, 2), sha256, 'cpython-311-abc');
  mkdirSync(join(place, 'files'), { recursive: true });
  return place;
}

function entriesOf(rig: StoreRig, bucket: Bucket): readonly CacheEntry[] {
  return listCacheEntries(rig.cacheDir).filter((entry) => entry.bucket === bucket);
}

describe('entries of the cache', () => {
  it('are listed with their packages, and locks and temporary files are not among them', async (t) => {
    const rig = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes, [sdist.filename]: sdist.bytes });
    const wheel = await rig.store.wheel(distFile(tool), fetch);
    await rig.store.sdist(distFile(sdist), fetch);
    const bytecode = addBytecode(rig, wheel);
    mkdirSync(join(rig.cacheDir, 'wheels-v9', 'xx', 'yy'), { recursive: true });
    const entries = listCacheEntries(rig.cacheDir);
    assert.deepEqual(
      entries.map(({ bucket, name }) => [bucket, name]),
      [
        ['wheels', tool.sha256],
        ['sdists', sdist.sha256],
        ['bytecode', `${tool.sha256}/cpython-311-abc`],
      ],
    );
    assert.deepEqual(
      entries.map(({ path }) => entryPackages(entries).get(path)),
      ['my-tool', 'source-only', 'my-tool'],
    );
    assert.equal(entries[2]?.path, bytecode);
    assert.ok((await diskUsage(dirname(wheel.root))) >= 100_000);
    assert.equal(await diskUsage(join(rig.cacheDir, 'nothing')), 0);
  });

  it('bear the time of their last use, and their files keep theirs', async (t) => {
    const rig = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes, [sdist.filename]: sdist.bytes });
    const { root } = await rig.store.wheel(distFile(tool), fetch);
    const kept = await rig.store.sdist(distFile(sdist), fetch);
    for (const folder of [dirname(root), dirname(kept.path)]) {
      utimesSync(folder, 1000, 1000);
    }
    const again = rig.again();
    await again.wheel(distFile(tool), fetch);
    await again.sdist(distFile(sdist), fetch);
    for (const { used } of listCacheEntries(rig.cacheDir)) {
      assert.ok(used > 1_000_000, String(used));
    }
    assert.equal(lstatSync(join(root, 'tool.py')).mtimeMs, storeMtime * 1000);
    assert.equal(again.made, 0);
    assert.equal(rig.store.made, 2);
  });

  it('are useless once what they belong to is gone', async (t) => {
    const rig = await storeRig(t);
    const { fetch } = countingFetch({ [tool.filename]: tool.bytes });
    const wheel = await rig.store.wheel(distFile(tool, { sha256: undefined }), fetch);
    addBytecode(rig, wheel);
    assert.deepEqual(uselessEntries(listCacheEntries(rig.cacheDir)), []);
    await removeEntries(rig.cacheDir, entriesOf(rig, 'wheels'));
    assert.ok(!existsSync(dirname(wheel.root)));
    assert.deepEqual(readdirSync(join(rig.cacheDir, 'quarantine')), []);
    const useless = uselessEntries(listCacheEntries(rig.cacheDir));
    assert.deepEqual(
      useless.map(({ entry, why }) => [entry.bucket, why]),
      [
        ['bytecode', 'without its wheel'],
        ['pointers', 'leads nowhere'],
      ],
    );
    // Nothing holds on to what is gone: it is fetched again.
    assert.equal((await rig.again().wheel(distFile(tool), fetch)).root, wheel.root);
  });
});

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

  it('finds strangers, missing files, wrong digests of sdists and files that are not JSON', async (t) => {
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
      pointers: 'it is not JSON',
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
