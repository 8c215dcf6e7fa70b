import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import type { FileLocks } from '../../../src/cache/fileLock.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { countingFetch, distFile } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const tool = buildWheel({ name: 'tool', version: '1.0', files: { 'tool.py': 'x = 1\n' } });

interface Waiting {
  readonly cacheDir: string;
  /** Each as of a process of its own. */
  readonly locks: readonly [FileLocks, FileLocks];
  readonly stop: AbortController;
}

async function waitingFor(t: TestContext): Promise<Waiting> {
  const cacheDir = await temporaryFolder(t);
  const open = (): FileLocks => {
    const locks = openFileLocks(join(cacheDir, 'locks'));
    t.after(() => locks.close());
    return locks;
  };
  return { cacheDir, locks: [open(), open()], stop: new AbortController() };
}

async function untilWaiting(locks: FileLocks): Promise<void> {
  while (locks.waiting === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a wait for a wheel that another process fetches ends with the signal', async (t) => {
  const { cacheDir, locks, stop } = await waitingFor(t);
  const [others, own] = locks;
  const store = openStore({
    cacheDir,
    temporary: join(cacheDir, 'tmp', 'test'),
    locks: own,
    emit: () => undefined,
    signal: stop.signal,
  });
  const { fetch, counts } = countingFetch({ [tool.filename]: tool.bytes });
  const file = distFile(tool);
  const held = await others.lock(`wheel-${file.sha256 ?? ''}`);
  const ended = assert.rejects(store.wheel(file, fetch), { code: 'interrupted' });
  await untilWaiting(own);
  stop.abort();
  await ended;
  held.release();
  assert.equal(counts.size, 0);
});
