import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { BuiltKey, MakeBuiltWheel } from '../../../src/store/builtProduct.ts';
import { buildSdist } from '../../support/sdistBuilder.ts';
import { countingFetch, distFile, storeRig } from '../../support/storeRig.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

describe('an sdist in the store', () => {
  it('is fetched once and fetched again if its bytes have changed', async (t) => {
    const { store, again } = await storeRig(t);
    const sdist = buildSdist({ name: 'x', version: '1' });
    const { fetch, counts } = countingFetch({ [sdist.filename]: sdist.bytes });
    const stored = await store.sdist(distFile(sdist), fetch);
    assert.equal(stored.sha256, sdist.sha256);
    assert.deepEqual(await readFile(stored.path), sdist.bytes);
    assert.ok(stored.path.endsWith(sdist.filename));
    assert.deepEqual(await again().sdist(distFile(sdist), fetch), stored);
    assert.equal(counts.get(sdist.filename), 1);

    await chmod(stored.path, 0o644);
    await writeFile(stored.path, 'broken');
    await again().sdist(distFile(sdist), fetch);
    assert.deepEqual(await readFile(stored.path), sdist.bytes);
    assert.equal(counts.get(sdist.filename), 2);
  });
});

describe('a built wheel', () => {
  const key: BuiltKey = {
    sdistSha256: 'ab'.repeat(32),
    interpreter: 'cd'.repeat(32),
    requirements: 'r',
    sandbox: 'none',
    rules: 'first',
  };
  const wheel = buildWheel({ name: 'x', version: '1' });

  function counting(build: MakeBuiltWheel): { make: MakeBuiltWheel; count: () => number } {
    let builds = 0;
    return {
      count: () => builds,
      make: (place) => {
        builds += 1;
        return build(place);
      },
    };
  }

  const good: MakeBuiltWheel = async ({ directory, logPath }) => {
    const wheelPath = join(directory, wheel.filename);
    await writeFile(wheelPath, wheel.bytes);
    await writeFile(logPath, 'went well');
    return { wheelPath, filename: wheel.filename };
  };

  const bad: MakeBuiltWheel = async ({ logPath }) => {
    await writeFile(logPath, 'gcc: no such file');
    throw new SpipError('build-failed', 'Failed to build `x-1.tar.gz`: gcc', {
      hint: `the whole log is \`${logPath}\``,
      log: logPath,
      lasting: true,
    });
  };

  it('is built once per sdist, interpreter and requirements, whoever asks', async (t) => {
    const { store, again } = await storeRig(t);
    const { make, count } = counting(good);
    const [a, b] = await Promise.all([store.built(key, make), store.built(key, make)]);
    assert.equal(a, b);
    assert.equal(a.sha256, wheel.sha256);
    assert.deepEqual(await again().built(key, make), a);
    assert.equal(count(), 1);
    await store.built({ ...key, requirements: 'other' }, make);
    await store.built({ ...key, interpreter: 'ef'.repeat(32) }, make);
    await store.built({ ...key, sandbox: 'bubblewrap' }, make);
    assert.equal(count(), 4);
  });

  it('is built again if its wheel is gone', async (t) => {
    const { store, again, cacheDir } = await storeRig(t);
    const { make, count } = counting(good);
    await store.built(key, make);
    await rm(join(cacheDir, 'wheels-v1'), { recursive: true });
    assert.equal((await again().built(key, make)).sha256, wheel.sha256);
    assert.equal(count(), 2);
  });

  it('is not tried again after a failure, whose log stays', async (t) => {
    const { store, again } = await storeRig(t);
    const { make, count } = counting(bad);
    const failure = async (attempt: Promise<unknown>): Promise<SpipError> => {
      try {
        await attempt;
      } catch (error) {
        assert.ok(error instanceof SpipError);
        return error;
      }
      throw new Error('Expected a failure');
    };
    const first = await failure(store.built(key, make));
    assert.equal(first.code, 'build-failed');
    assert.equal(first.message, 'Failed to build `x-1.tar.gz`: gcc');
    assert.equal(first.hint, `the whole log is \`${first.log}\``);
    assert.equal(await readFile(first.log ?? '', 'utf8'), 'gcc: no such file');
    const second = await failure(again().built(key, make));
    assert.deepEqual([second.message, second.log], [first.message, first.log]);
    assert.equal(count(), 1);
  });

  it('that failed by other rules of spip is tried again; one that was built stays', async (t) => {
    const { store, again } = await storeRig(t);
    const failing = counting(bad);
    await assert.rejects(store.built(key, failing.make), { code: 'build-failed' });
    const repaired = { ...key, rules: 'second' };
    await assert.rejects(again().built(repaired, failing.make), { code: 'build-failed' });
    await assert.rejects(again().built(repaired, failing.make), { code: 'build-failed' });
    assert.equal(failing.count(), 2);
    const building = counting(good);
    const third = { ...key, rules: 'third' };
    assert.equal((await again().built(third, building.make)).sha256, wheel.sha256);
    assert.equal((await again().built(repaired, building.make)).sha256, wheel.sha256);
    assert.equal(building.count(), 1);
  });

  it('is tried again by the next process where the failure need not last', async (t) => {
    const { store, again } = await storeRig(t);
    const { make, count } = counting(async ({ logPath }) => {
      await writeFile(logPath, 'slow');
      throw new SpipError('build-failed', 'Failed to build: took too long', { log: logPath });
    });
    const expected = { code: 'build-failed', message: 'Failed to build: took too long' };
    await assert.rejects(store.built(key, make), expected);
    await assert.rejects(store.built(key, make), expected);
    assert.equal(count(), 1);
    await assert.rejects(again().built(key, make), (error) => {
      assert.ok(error instanceof SpipError);
      assert.ok(existsSync(error.log ?? ''), 'its log stays');
      return true;
    });
    assert.equal(count(), 2);
    assert.equal((await again().built(key, good)).sha256, wheel.sha256);
  });

  it('does not keep an error that is not the build’s own', async (t) => {
    const { store } = await storeRig(t);
    await assert.rejects(
      store.built(key, () => Promise.reject(new SpipError('index-unreachable', 'Failed to reach'))),
      { code: 'index-unreachable' },
    );
    assert.equal((await store.built(key, good)).sha256, wheel.sha256);
  });
});
