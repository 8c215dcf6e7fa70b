import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { openFileLocks } from '../cache/fileLock.ts';
import type { FileLocks, HeldLock, OpenFileLocksOptions } from '../cache/fileLock.ts';
import { locksFolder } from '../cache/runFolders.ts';
import { runLockKey } from './journalPaths.ts';

/**
 * The locks of the two places that runs share. What lies in a place is guarded by the locks of that place: two caches may
 * have one data directory, and two data directories one cache.
 */
export interface RunLocks {
  readonly cache: FileLocks;
  /** The same object if both places are one folder. */
  readonly data: FileLocks;
}

export interface RunPlaces {
  readonly cacheDir: string;
  readonly dataDir: string;
}

/** Opens `<cache>/locks` and `<data>/locks`; makes nothing before a lock is asked for. */
export function openRunLocks(
  { cacheDir, dataDir }: RunPlaces,
  options: Pick<OpenFileLocksOptions, 'onFallback'> = {},
): RunLocks {
  const cache = openFileLocks(locksFolder(cacheDir), options);
  const data =
    resolve(cacheDir) === resolve(dataDir) || isSameFolder(cacheDir, dataDir) === true
      ? cache
      : openFileLocks(locksFolder(dataDir), { ...options, place: 'data' });
  return { cache, data };
}

export function closeRunLocks({ cache, data }: RunLocks): void {
  cache.close();
  data.close();
}

/** The lock that a run holds for its life, in both places; `undefined` if it is held in one of them: the run lives. */
export async function tryLockRun(locks: RunLocks, run: string): Promise<HeldLock | undefined> {
  const key = runLockKey(run);
  const held: HeldLock[] = [];
  const release = (): void => held.forEach((lock) => lock.release());
  try {
    for (const place of new Set([locks.cache, locks.data])) {
      const lock = await place.tryLock(key);
      if (lock === undefined) {
        release();
        return undefined;
      }
      held.push(lock);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { key, release };
}

/** Whether two paths name one folder; `undefined` if the first one is gone. */
export function isSameFolder(first: string, second: string): boolean | undefined {
  const real = realPath(first);
  return real === undefined ? undefined : real === (realPath(second) ?? resolve(second));
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
