import type { CacheEntry } from './cacheEntries.ts';
import { diskUsage } from './diskUsage.ts';

export interface SizedEntry {
  readonly entry: CacheEntry;
  readonly bytes: number;
}

export async function sizedEntries(entries: readonly CacheEntry[]): Promise<readonly SizedEntry[]> {
  const sized: SizedEntry[] = [];
  for (const entry of entries) {
    sized.push({
      entry,
      bytes: await diskUsage(entry.path, entry.bucket === 'environments' ? 'own' : 'all'),
    });
  }
  return sized;
}
