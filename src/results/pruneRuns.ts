import type { DatabaseSync } from 'node:sqlite';
import { isBusy } from './sqliteFailure.ts';

/** Deletes runs with all that belongs to them, in one transaction, and gives the space back to the disk. */
export function removeRuns(database: DatabaseSync, ids: readonly string[]): void {
  if (ids.length === 0) {
    return;
  }
  const remove = database.prepare('DELETE FROM runs WHERE id = ?');
  database.exec('BEGIN IMMEDIATE');
  try {
    ids.forEach((id) => remove.run(id));
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // Somebody reads it just now: the space is used again by the next runs.
    if (!isBusy(error)) {
      throw error;
    }
  }
}

/** Commits of all environments that cells of the stored runs name. */
export function usedEnvironments(database: DatabaseSync): ReadonlySet<string> {
  const rows = database
    .prepare('SELECT DISTINCT environment FROM cells WHERE environment IS NOT NULL')
    .all();
  return new Set(rows.map((row) => String(row['environment'])));
}
