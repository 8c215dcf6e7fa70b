import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Bucket } from '../../../src/cache/buckets.ts';
import type { CacheEntry } from '../../../src/cache/cacheEntries.ts';
import { leastRecentlyUsed } from '../../../src/cache/leastRecentlyUsed.ts';

describe('the size limit', () => {
  const sized = (name: string, used: number, bytes: number) => ({
    entry: { bucket: 'sdists' as Bucket, name, path: `/${name}`, used },
    bytes,
  });
  const inBucket = (bucket: Bucket, { entry, bytes }: ReturnType<typeof sized>) => ({
    entry: { ...entry, bucket },
    bytes,
  });
  const names = (entries: readonly CacheEntry[]): readonly string[] =>
    entries.map(({ name }) => name);

  it('removes what was not used for longest, and no more than it must', () => {
    const all = [sized('new', 30, 5), sized('old', 10, 5), sized('middle', 20, 5)];
    assert.deepEqual(names(leastRecentlyUsed(all, 15)), []);
    assert.deepEqual(names(leastRecentlyUsed(all, 14)), ['old']);
    assert.deepEqual(names(leastRecentlyUsed(all, 5)), ['old', 'middle']);
    assert.deepEqual(names(leastRecentlyUsed(all, 0)), ['old', 'middle', 'new']);
  });

  it('takes the byte-code along with its wheel, quarantine first, and leaves what is kept for the user', () => {
    const all = [
      inBucket('kept', sized('kept', 1, 100)),
      inBucket('quarantine', sized('bad', 90, 5)),
      inBucket('wheels', sized('aa', 10, 5)),
      inBucket('bytecode', sized('aa/cp', 80, 5)),
      inBucket('wheels', sized('bb', 20, 5)),
    ];
    assert.deepEqual(names(leastRecentlyUsed(all, 19)), ['bad']);
    assert.deepEqual(names(leastRecentlyUsed(all, 14)), ['bad', 'aa', 'aa/cp']);
  });
});
