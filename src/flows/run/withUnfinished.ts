import type { HeldLock } from '../../cache/fileLock.ts';
import { temporaryFolder } from '../../cache/runFolders.ts';
import { runLockKey } from '../../journal/journalPaths.ts';
import { closeRunLocks, openRunLocks } from '../../journal/runLocks.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import { makeFolder } from '../../lib/files/makeFolder.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { withCleanup } from '../../lib/withCleanup.ts';
import type { Places } from '../../model/settings.ts';

/** Stands for a run's id: one for all commands that are no runs, so that their locks do not pile up. */
const name = 'commands';

/**
 * Gives a command that is no run a folder for unfinished files of the cache, which it may share with others: where one
 * of them ends first a file is not kept. `undefined` where the cache cannot be written.
 */
export async function withUnfinished<T>(
  places: Places,
  task: (temporary: string | undefined) => Promise<T>,
): Promise<T> {
  const temporary = temporaryFolder(places.cacheDir, name);
  const locks = openRunLocks(places);
  // With the lock it is known whose the folder is: a sweep removes no others.
  const lock = await tryLock(locks);
  const made = madeFolder(temporary);
  return withCleanup(
    () => task(made),
    async () => {
      try {
        await (lock === undefined ? undefined : removeTree(temporary));
      } finally {
        lock?.release();
        closeRunLocks(locks);
      }
    },
  );
}

function madeFolder(path: string): string | undefined {
  try {
    makeFolder(path);
    return path;
  } catch {
    return undefined;
  }
}

async function tryLock({ cache }: RunLocks): Promise<HeldLock | undefined> {
  try {
    return await cache.tryLock(runLockKey(name));
  } catch {
    return undefined;
  }
}
