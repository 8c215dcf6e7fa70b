import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { isNoSpace, noSpace } from '../lib/files/diskError.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { SpipError } from '../lib/spipError.ts';
import { wantsRoom } from '../lib/files/wantsRoom.ts';
import { describeSqlite, isBusy } from './sqliteFailure.ts';
import { Results } from './results.ts';
import { migrate } from './schema.ts';

/**
 * Opens the database of runs, and makes it where there is none. Several processes may have it open at once.
 *
 * @throws SpipError `unwritable` if it cannot be opened or was written by a newer spip, `disk` if there is no room.
 */
export async function openResults(path: string): Promise<Results> {
  makeParent(path);
  // Loaded late: only commands that touch runs pay for it.
  const sqlite = await import('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    makePrivate(path);
    database = new sqlite.DatabaseSync(path, { timeout: busyMilliseconds });
    await untilFree(database, useWriteAheadLog);
    await untilFree(database, (open) => migrate(open, path));
    return new Results(database, path);
  } catch (error) {
    database?.close();
    if (error instanceof SpipError) {
      throw error;
    }
    const failedTo = `open the database of runs \`${path}\``;
    // SQLite does not say it where it fails to make one of its files.
    throw wantsRoom(error, dirname(path))
      ? noSpace(error, failedTo)
      : new SpipError('unwritable', `Failed to ${failedTo}`, {
          hint: describeSqlite(error),
          cause: error,
        });
  }
}

function makeParent(path: string): void {
  try {
    makeFolder(dirname(path));
  } catch (error) {
    const failedTo = `make the folder \`${dirname(path)}\``;
    throw isNoSpace(error)
      ? noSpace(error, failedTo)
      : new SpipError('unwritable', `Failed to ${failedTo}`, { cause: error });
  }
}

/** An empty file, if there is none: SQLite gives its other files the mode of this one. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o600));
  } catch (error) {
    // Opening one that others have open would free their locks. Whatever else is wrong, SQLite will say.
    if (!(error instanceof Error && 'code' in error)) {
      throw error;
    }
  }
}

const busyMilliseconds = 5000;
const attempts = 50;

function useWriteAheadLog(database: DatabaseSync): void {
  const mode = database.prepare('PRAGMA journal_mode').get()?.['journal_mode'];
  if (mode !== 'wal') {
    database.exec('PRAGMA journal_mode = WAL');
  }
  // A power cut may lose the last results, never the database.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
}

/** Changing the journal mode is refused at once while another process is at it: the busy timeout does not hold there. */
async function untilFree(
  database: DatabaseSync,
  task: (database: DatabaseSync) => void,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      task(database);
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === attempts) {
        throw error;
      }
      await setTimeout(20);
    }
  }
}
