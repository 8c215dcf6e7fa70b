import { join, relative, sep } from 'node:path';
import type { CacheEntry } from '../cache/cacheEntries.ts';
import { CachePaths } from '../cache/cachePaths.ts';
import type { FileLocks } from '../cache/fileLock.ts';
import { setAside } from '../cache/setAside.ts';
import { verifyEntry } from './verifyEntry.ts';

/** The entry that a file of a wheel or of byte-code belongs to; `undefined` for any other path. */
export function entryOfFile(cacheDir: string, path: string): CacheEntry | undefined {
  const [folder, spread, digest, variant] = relative(cacheDir, path).split(sep);
  if (spread === undefined || digest === undefined) {
    return undefined;
  }
  const place = join(cacheDir, folder ?? '', spread, digest);
  if (folder === 'wheels-v1') {
    return { bucket: 'wheels', name: digest, path: place, used: 0 };
  }
  return folder === 'bytecode-v1' && variant !== undefined
    ? { bucket: 'bytecode', name: `${digest}/${variant}`, path: join(place, variant), used: 0 }
    : undefined;
}

export interface SetAside {
  /** What is wrong with it. */
  readonly reason: string;
  /** Where it lies now. */
  readonly away: string;
}

/**
 * Moves an entry to quarantine if it is damaged, digests included, and with a wheel the byte-code that was made from it.
 * Under the lock of its key: it is not made anew at the same moment. `undefined` if it is whole or gone.
 */
export async function setAsideIfDamaged(
  entry: CacheEntry,
  { cacheDir, locks }: { readonly cacheDir: string; readonly locks: FileLocks },
): Promise<SetAside | undefined> {
  const paths = new CachePaths(cacheDir, join(cacheDir, 'tmp'));
  return await locks.withLock(lockKey(entry), async () => {
    const reason = await verifyEntry(entry);
    if (reason === undefined) {
      return undefined;
    }
    const away = await setAside(entry.path, paths);
    return away === undefined ? undefined : { reason, away };
  });
}

/** The key under which the store makes it; entries that are single files have one of their own. */
function lockKey({ bucket, name }: CacheEntry): string {
  switch (bucket) {
    case 'wheels':
      return `wheel-${name}`;
    case 'sdists':
      return `sdist-${name}`;
    default:
      return `${bucket}-${name.replaceAll('/', '-')}`;
  }
}
