import type { CacheEntry } from './cacheEntries.ts';
import { digestsBehind } from './digestsBehind.ts';

export interface UselessEntry {
  readonly entry: CacheEntry;
  readonly why: Uselessness;
}

type Uselessness = 'quarantined' | 'unfinished' | 'without its wheel' | 'leads nowhere';

/**
 * Entries that nothing will ever use: what was set aside, what a killed writer left, and what belongs to a wheel or
 * sdist that is not among these entries.
 */
export function uselessEntries(entries: readonly CacheEntry[]): readonly UselessEntry[] {
  const digests = new Set(
    entries
      .filter(({ bucket }) => bucket === 'wheels' || bucket === 'sdists')
      .map(({ name }) => name),
  );
  return entries.flatMap((entry) => {
    const why = uselessness(entry, digests);
    return why === undefined ? [] : [{ entry, why }];
  });
}

function uselessness(entry: CacheEntry, digests: ReadonlySet<string>): Uselessness | undefined {
  switch (entry.bucket) {
    case 'quarantine':
      return 'quarantined';
    case 'bytecode':
    case 'built':
    case 'environments':
      // A failed build names no wheel, and stays: it says that building is in vain.
      return digestsBehind(entry).every((wheel) => digests.has(wheel))
        ? undefined
        : 'without its wheel';
    case 'pointers':
      return digestsBehind(entry).some((file) => digests.has(file)) ? undefined : 'leads nowhere';
    case 'pages':
    case 'metadata':
    case 'interpreters':
      return entry.name.endsWith('.tmp') ? 'unfinished' : undefined;
    default:
      return undefined;
  }
}
