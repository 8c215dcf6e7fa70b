import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { leastRecentlyUsed } from '../../cache/leastRecentlyUsed.ts';
import { removeEntries } from '../../cache/removeEntries.ts';
import { sizedEntries } from '../../cache/sizedEntries.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import type { Places, Sourced } from '../../model/settings.ts';
import { ifNoRun } from './whileNoRun.ts';

/**
 * Removes what was not used for longest where the cache is above its limit. Beside other runs it does nothing: the last
 * of them sees to it. The number of entries that were removed.
 */
export async function keepCacheLimit(request: {
  readonly places: Places;
  readonly limit: Sourced<number>;
  readonly locks: RunLocks;
}): Promise<number> {
  const { places, limit, locks } = request;
  const { cacheDir } = places;
  const removed = await ifNoRun('cache', { places, locks }, async () => {
    const sized = await sizedEntries(listCacheEntries(cacheDir));
    const entries = leastRecentlyUsed(sized, limit.value);
    await removeEntries(cacheDir, entries);
    return entries.length;
  });
  return removed ?? 0;
}
