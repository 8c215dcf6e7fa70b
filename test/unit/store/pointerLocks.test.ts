import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { FileLocks } from '../../../src/cache/fileLock.ts';
import type { HeldLock, LockOptions } from '../../../src/cache/fileLock.ts';
import type { DistFile } from '../../../src/model/distFile.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { countingFetch, distFile } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { buildWheel } from '../../support/wheelBuilder.ts';

const one = buildWheel({ name: 'one', version: '1.0', files: { 'one.py': '' } });
const two = buildWheel({ name: 'two', version: '1.0', files: { 'two.py': '' } });
const { fetch } = countingFetch({
  [one.filename]: [one.bytes, one.bytes],
  [two.filename]: two.bytes,
});

class ListedLocks extends FileLocks {
  readonly keys = new Set<string>();

  override async lock(key: string, options?: LockOptions): Promise<HeldLock> {
    this.keys.add(key);
    return await super.lock(key, options);
  }
}

/** The locks that a new process takes for a file. */
async function locksFor(t: TestContext, file: DistFile): Promise<ReadonlySet<string>> {
  const cacheDir = await temporaryFolder(t);
  const locks = new ListedLocks(join(cacheDir, 'locks'), {});
  t.after(() => locks.close());
  const temporary = join(cacheDir, 'tmp', 'test');
  await openStore({ cacheDir, temporary, locks, emit: () => undefined }).wheel(file, fetch);
  assert.notEqual(locks.keys.size, 0);
  return locks.keys;
}

describe('files of which a page tells neither digest nor size', () => {
  const unknown = { sha256: undefined, size: undefined };

  it('of two addresses do not wait for each other', async (t) => {
    const first = await locksFor(t, distFile(one, unknown));
    const second = await locksFor(t, distFile(two, unknown));
    assert.deepEqual([...first.intersection(second)], []);
  });

  it('of one address are fetched one after the other', async (t) => {
    const url = 'http://127.0.0.1/same';
    const first = await locksFor(t, distFile(one, { ...unknown, url }));
    const second = await locksFor(t, distFile(two, { ...unknown, url }));
    assert.equal(first.intersection(second).size, 1);
  });
});
