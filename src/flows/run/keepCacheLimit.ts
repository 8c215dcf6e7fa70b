import type { CacheEntry } from '../../cache/cacheEntries.ts';
import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { diskUsage } from '../../cache/diskUsage.ts';
import type { SizedEntry } from '../../cache/leastRecentlyUsed.ts';
import { leastRecentlyUsed } from '../../cache/leastRecentlyUsed.ts';
import { removeEntries } from '../../cache/removeEntries.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import type { Places, Sourced } from '../../model/settings.ts';
import { ifAloneWith } from './aloneWith.ts';

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
  const removed = await ifAloneWith('cache', { places, locks }, async () => {
    const sized = await sizedEntries(listCacheEntries(cacheDir));
    const entries = leastRecentlyUsed(sized, limit.value);
    await removeEntries(cacheDir, entries);
    return entries.length;
  });
  return removed ?? 0;
}

export async function sizedEntries(entries: readonly CacheEntry[]): Promise<readonly SizedEntry[]> {
  const sized: SizedEntry[] = [];
  for (const entry of entries) {
    sized.push({ entry, bytes: await diskUsage(entry.path) });
  }
  return sized;
}
