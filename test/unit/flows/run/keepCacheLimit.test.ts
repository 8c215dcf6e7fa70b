import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { entryPath } from '../../../../src/cache/buckets.ts';
import { listCacheEntries } from '../../../../src/cache/cacheEntries.ts';
import { keepCacheLimit } from '../../../../src/flows/run/keepCacheLimit.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { oneProcess, placesIn } from './oneProcess.ts';
import type { OneProcess } from './oneProcess.ts';

interface Kept {
  readonly process: OneProcess;
  /** How many entries a limit removes, and the names of those that are left. */
  readonly keep: (bytes: number) => Promise<readonly [removed: number, left: readonly string[]]>;
}

/** A cache of three pages of a few kilobytes, `a` not used for longest. */
async function threePages(t: TestContext): Promise<Kept> {
  const process = oneProcess(t, placesIn(await temporaryFolder(t)));
  const { places, locks } = process;
  const { cacheDir } = places;
  for (const [at, name] of ['b', 'a', 'c'].entries()) {
    const path = entryPath(cacheDir, 'pages', join('host', `${name}.json`));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x'.repeat(5000));
    const used = name === 'a' ? 1_700_000_000 : 1_750_000_000 + at;
    await utimes(path, used, used);
  }
  return {
    process,
    keep: async (value) => {
      const limit = { value, source: 'test' };
      const removed = await keepCacheLimit({ places, limit, locks });
      return [
        removed,
        listCacheEntries(cacheDir)
          .map(({ name }) => name)
          .toSorted(),
      ];
    },
  };
}

test('removes what was not used for longest until the rest is below the limit', async (t) => {
  const { keep } = await threePages(t);
  const [a, b, c] = ['host/a.json', 'host/b.json', 'host/c.json'];
  assert.deepEqual(await keep(1_000_000), [0, [a, b, c]]);
  assert.deepEqual(await keep(20_000), [1, [b, c]]);
  assert.deepEqual(await keep(10_000), [1, [c]]);
  assert.deepEqual(await keep(0), [1, []]);
});

test('leaves it to the last of several runs', async (t) => {
  const { keep, process } = await threePages(t);
  const { journal } = await oneProcess(t, process.places).begin();
  assert.equal((await keep(0))[0], 0);
  await journal.close();
  assert.deepEqual(await keep(0), [3, []]);
});
