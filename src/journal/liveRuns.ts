import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { JournalPaths } from './journalPaths.ts';
import { tryLockRun } from './runLocks.ts';
import type { RunLocks } from './runLocks.ts';

export interface LiveRunOptions {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly locks: RunLocks;
}

/**
 * Ids of the runs that live now, sorted: those with a folder in the cache or a journal in the data directory whose lock
 * is held in one of them. So a run is found whichever of the two it shares. Changes nothing.
 */
export async function liveRuns(options: LiveRunOptions): Promise<readonly string[]> {
  const { cacheDir, locks } = options;
  const folders = [
    join(cacheDir, 'tmp'),
    join(cacheDir, 'work'),
    new JournalPaths(options).liveFolder,
  ];
  const names = new Set((await Promise.all(folders.map(runNames))).flat());
  const live: string[] = [];
  for (const name of [...names].toSorted()) {
    const lock = await tryLockRun(locks, name);
    if (lock === undefined) {
      live.push(name);
    } else {
      lock.release();
    }
  }
  return live;
}

/** Names in a folder that may be those of runs. */
export async function runNames(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)).toSorted();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}
