import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { listCacheEntries } from '../../../src/cache/cacheEntries.ts';
import type { DistFile } from '../../../src/model/distFile.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import type { StoreRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({ name: 'tool', version: '1.0', files: { 'tool.py': 'x = 1\n' } });
const other = buildWheel({ name: 'tool', version: '1.0', files: { 'tool.py': 'x = 2\n' } });
const sdist = { filename: 'tool-1.0.tar.gz', bytes: Buffer.from('source'), sha256: '' };
const unpromised = { sha256: undefined, size: 7 };

function pointerOf({ cacheDir }: StoreRig): string {
  const [pointer] = listCacheEntries(cacheDir).filter(({ bucket }) => bucket === 'pointers');
  assert.ok(pointer !== undefined);
  return pointer.path;
}

const damages: Readonly<Record<string, (text: string) => string>> = {
  'one digit changed': (text) =>
    text.replace(/"sha256":"(.)/, (_, digit) => `"sha256":"${digit === '0' ? '1' : '0'}`),
  'another digest in it': (text) => text.replace(/[0-9a-f]{64}/, 'ab'.repeat(32)),
  'its end cut off': (text) => text.slice(0, 40),
  nothing: () => '',
};

suite('what is known of files without a digest', () => {
  for (const [what, damage] of Object.entries(damages)) {
    for (const file of [tool, sdist]) {
      test(`a pointer to ${file.filename} with ${what}: told, and made again once`, async (t) => {
        const rig = await storeRig(t);
        const { fetch, counts } = countingFetch({ [file.filename]: file.bytes });
        const get = (store: StoreRig['store']): Promise<{ readonly sha256: string }> => {
          const listed = distFile(file, unpromised);
          return file === tool ? store.wheel(listed, fetch) : store.sdist(listed, fetch);
        };
        const { sha256 } = await get(rig.store);
        const pointer = pointerOf(rig);
        const whole = readFileSync(pointer, 'utf8');
        writeFileSync(pointer, damage(whole));
        assert.equal((await get(rig.again())).sha256, sha256);
        assert.equal(readFileSync(pointer, 'utf8'), whole);
        assert.equal((await readdir(join(rig.cacheDir, 'quarantine'))).length, 1);
        const said = rig.events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
        assert.equal(said.length, 1);
        assert.match(
          said[0] ?? '',
          /pointers-.* is damaged \(its digest is wrong\): moved to .* and made again$/,
        );
        assert.equal((await get(rig.again())).sha256, sha256);
        assert.equal(counts.get(file.filename), 2);
      });
    }
  }

  test('a pointer that leads nowhere counts for nothing: the address may have other bytes by now', async (t) => {
    const rig = await storeRig(t);
    const { fetch, counts } = countingFetch({ [tool.filename]: [tool.bytes, other.bytes] });
    const { root } = await rig.store.wheel(distFile(tool, unpromised), fetch);
    await rm(join(root, '..'), { recursive: true });
    const { sha256 } = await rig.again().wheel(distFile(tool, unpromised), fetch);
    assert.equal(sha256, other.sha256);
    await rig.again().wheel(distFile(tool, unpromised), fetch);
    assert.equal(counts.get(tool.filename), 2);
  });
});

suite('the same bytes under several names', () => {
  const wrong = 'other-1.0-py3-none-any.whl';
  const right = 'Tool-1.0.0-py3-none-any.whl';
  const under = (filename: string): DistFile => distFile({ ...tool, filename });
  const served = { [tool.filename]: tool.bytes, [wrong]: tool.bytes, [right]: tool.bytes };
  const refusal = { code: 'bad-archive', message: /other-1\.0.*does not fit/ };

  test('a wrong name is refused, and a right one is not, in whatever order', async (t) => {
    for (const names of [
      [wrong, tool.filename, right],
      [right, wrong, tool.filename],
    ]) {
      const { store } = await storeRig(t);
      const { fetch } = countingFetch(served);
      for (const name of [...names, wrong]) {
        const got = store.wheel(under(name), fetch);
        if (name === wrong) {
          await assert.rejects(got, refusal);
        } else {
          assert.equal((await got).filename, name);
        }
      }
    }
  });

  test('also at the same time', async (t) => {
    const { store } = await storeRig(t);
    const { fetch } = countingFetch(served);
    const [refused, taken] = await Promise.allSettled([
      store.wheel(under(wrong), fetch),
      store.wheel(under(tool.filename), fetch),
    ]);
    assert.equal(refused.status, 'rejected');
    assert.equal(taken.status, 'fulfilled');
  });

  test('a source distribution lies under each of its names', async (t) => {
    const { store } = await storeRig(t);
    const twin = { ...sdist, filename: 'tool-1.0.0.tar.gz' };
    const bytes = { [sdist.filename]: sdist.bytes, [twin.filename]: sdist.bytes };
    const { fetch } = countingFetch(bytes);
    for (const file of [sdist, twin, sdist]) {
      const { path } = await store.sdist(distFile(file, unpromised), fetch);
      assert.ok(path.endsWith(`/${file.filename}`), path);
    }
  });
});
