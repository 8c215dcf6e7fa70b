import { basename, join } from 'node:path';
import { namesIn } from '../lib/files/namesIn.ts';
import { bucketFolder, entryAt, entryKey, entryPath, quarantinePath } from './buckets.ts';
import type { BucketEntry } from './buckets.ts';
import type { FileLocks } from './fileLock.ts';
import { readKeptRecord } from './keptEnvironment.ts';
import { quarantine } from './publish.ts';

export interface SetAside {
  /** What is wrong with it. */
  readonly reason: string;
  /** Where it lies now. */
  readonly away: string;
}

export interface SetAsideOptions {
  readonly cacheDir: string;
  readonly locks: FileLocks;
  /** Reads all of an entry; `undefined` if it is whole or gone. */
  readonly problemOf: (entry: BucketEntry) => Promise<string | undefined>;
}

/**
 * Sets an entry aside if it is damaged. Under the lock of its key: it is not made anew at the same moment. `undefined`
 * if it is whole or gone.
 */
export async function setAsideIfDamaged(
  entry: BucketEntry,
  { cacheDir, locks, problemOf }: SetAsideOptions,
): Promise<SetAside | undefined> {
  return await locks.withLock(entryKey(entry), async () => {
    const reason = await problemOf(entry);
    if (reason === undefined) {
      return undefined;
    }
    const away = await setAside(entry.path, cacheDir);
    return away === undefined ? undefined : { reason, away };
  });
}

/**
 * Moves an entry, or one file of it, to quarantine, and with a wheel the byte-code that was made from it and the
 * environments that share its files. Resolves to where it lies now; `undefined` if it is gone. The caller holds the lock of its key.
 */
export async function setAside(place: string, cacheDir: string): Promise<string | undefined> {
  const away = quarantinePath(cacheDir, basename(place));
  if (!(await quarantine(place, away))) {
    return undefined;
  }
  const entry = entryAt(cacheDir, place);
  if (entry?.bucket === 'wheels' && entry.path === place) {
    await quarantine(entryPath(cacheDir, 'bytecode', entry.name), `${away}-bytecode`);
    for (const path of environmentsWith(entry.name, cacheDir)) {
      await quarantine(path, `${away}-${basename(path)}`);
    }
  }
  return away;
}

function environmentsWith(wheel: string, cacheDir: string): readonly string[] {
  const { path: folder } = bucketFolder(cacheDir, 'environments');
  return namesIn(folder)
    .map((name) => join(folder, name))
    .filter((path) => readKeptRecord(path)?.wheels.includes(wheel) === true);
}
