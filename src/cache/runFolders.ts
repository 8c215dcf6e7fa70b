import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Where a run's cells and build environments lie. */
export function workFolder(cacheDir: string, run: string): string {
  return join(cacheDir, 'work', run);
}

/** Where a run makes what gets its place by a rename or link: on the same file system as all buckets. */
export function temporaryFolder(cacheDir: string, run: string): string {
  return join(cacheDir, 'tmp', run);
}

/** A fresh name in a folder for what is unfinished. */
export function unfinishedPath(temporary: string): string {
  return join(temporary, randomBytes(16).toString('hex'));
}

/** Folders of a cache that belong to one run alone; without a run those in which the folders of all runs lie. */
export function runFolders(cacheDir: string, run = ''): readonly string[] {
  return [workFolder(cacheDir, run), temporaryFolder(cacheDir, run)];
}

/** Where the locks of a cache lie, or of a data directory. Nothing but `FileLocks` opens anything there. */
export function locksFolder(directory: string): string {
  return join(directory, 'locks');
}
