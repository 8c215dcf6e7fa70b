import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { listCacheEntries } from '../../../src/cache/cacheEntries.ts';
import { diskUsage } from '../../../src/cache/diskUsage.ts';
import { removeEntries } from '../../../src/cache/removeEntries.ts';
import { uselessEntries } from '../../../src/cache/uselessEntries.ts';
import { entryPackages } from '../../../src/store/entryPackages.ts';
import { storeMtime } from '../../../src/store/storeFile.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import { addBytecode, countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({
  name: 'My.Tool',
  version: '1',
  files: { 'tool.py': 'x = 1\n', 'big.bin': new Uint8Array(100_000).fill(7) },
});
const sdist = buildSdist({ name: 'source-only', version: '2', files: { 'x.py': '' } });

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
      entries.map(({ path }) => entryPackages(entries).get(path)?.join()),
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
    const wheels = listCacheEntries(rig.cacheDir).filter(({ bucket }) => bucket === 'wheels');
    await removeEntries(rig.cacheDir, wheels);
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
