import { dirname, join } from 'node:path';
import type { CacheEntry } from './cacheEntries.ts';
import { jsonText } from './jsonText.ts';

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

function uselessness(
  { bucket, name, path }: CacheEntry,
  digests: ReadonlySet<string>,
): Uselessness | undefined {
  switch (bucket) {
    case 'quarantine':
      return 'quarantined';
    case 'bytecode':
      return digests.has(dirname(name)) ? undefined : 'without its wheel';
    case 'built': {
      // A failed build names no wheel, and stays: it says that building is in vain.
      const wheel = jsonText(join(path, 'result.json'), 'sha256');
      return wheel === undefined || digests.has(wheel) ? undefined : 'without its wheel';
    }
    case 'pointers':
      return digests.has(jsonText(path, 'sha256') ?? '') ? undefined : 'leads nowhere';
    case 'pages':
    case 'metadata':
    case 'interpreters':
      return name.endsWith('.tmp') ? 'unfinished' : undefined;
    default:
      return undefined;
  }
}
