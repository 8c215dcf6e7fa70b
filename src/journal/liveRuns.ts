import { statSync } from 'node:fs';
import { namesIn } from '../lib/files/namesIn.ts';
import { JournalPaths, runLockKey } from './journalPaths.ts';
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
  const { locks } = options;
  const live: string[] = [];
  for (const name of knownRuns(new JournalPaths(options), locks)) {
    const lock = await tryLockRun(locks, name);
    if (lock === undefined) {
      live.push(name);
    } else {
      lock.release();
    }
  }
  return live;
}

/**
 * Ids of all runs that live, or died and left a journal or a folder in the cache, sorted. A run takes its lock before it
 * makes a folder: one without was there before, in a directory that was no cache, and is nobody's to remove.
 */
export function knownRuns(
  paths: JournalPaths,
  { cache }: Pick<RunLocks, 'cache'>,
): readonly string[] {
  const inCache = paths.cacheFolders
    .flatMap(runNames)
    .filter((name) => cache.isKnown(runLockKey(name)) && paths.ownFolders(name).some(isFolder));
  return [...new Set([...runNames(paths.liveFolder), ...inCache])].toSorted();
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Names in a folder that may be those of runs. */
export function runNames(folder: string): readonly string[] {
  return namesIn(folder).filter((name) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name));
}
