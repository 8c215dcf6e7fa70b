import type { CacheEntry } from './cacheEntries.ts';
import type { SizedEntry } from './sizedEntries.ts';
import { uselessEntries } from './uselessEntries.ts';

/**
 * What to remove so that the rest takes at most `most` bytes: what is useless anyway, then the entries whose last use
 * is longest ago, each with what is useless without it. Folders kept for the user are neither counted nor removed.
 */
export function leastRecentlyUsed(
  sized: readonly SizedEntry[],
  most: number,
): readonly CacheEntry[] {
  const counted = sized.filter(({ entry }) => entry.bucket !== 'kept');
  let left = counted.reduce((sum, { bytes }) => sum + bytes, 0);
  if (left <= most) {
    return [];
  }
  const bytesOf = new Map(counted.map(({ entry, bytes }) => [entry, bytes]));
  const removed = new Set<CacheEntry>();
  const remove = (entry: CacheEntry): void => {
    removed.add(entry);
    left -= bytesOf.get(entry) ?? 0;
  };
  const removeUseless = (): void => {
    const rest = counted.map(({ entry }) => entry).filter((entry) => !removed.has(entry));
    uselessEntries(rest).forEach(({ entry }) => remove(entry));
  };
  removeUseless();
  for (const { entry } of counted.toSorted((a, b) => a.entry.used - b.entry.used)) {
    if (left <= most) {
      break;
    }
    if (!removed.has(entry)) {
      remove(entry);
    }
  }
  removeUseless();
  return [...removed];
}
