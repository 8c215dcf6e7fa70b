import { SpipError } from '../lib/spipError.ts';
import { sqliteResult } from '../lib/sqliteResult.ts';

/** Whether another process holds the database. */
export function isBusy(error: unknown): boolean {
  const result = sqliteResult(error);
  return result === 'busy' || result === 'locked';
}

/** What the person can do about a failure of the database; `undefined` for one that is not from SQLite. */
export function describeSqlite(error: unknown): string | undefined {
  switch (sqliteResult(error)) {
    case 'busy':
    case 'locked':
      return 'another process holds it; try again when that has ended';
    case 'full':
      return 'the disk is full: free some space, or choose another place with `--data-dir`';
    case 'corrupt':
    case 'not-a-database':
      return 'it is damaged; move it away to begin a new one';
    case 'cannot-open':
    case 'readonly':
      return 'check the rights of its folder, or name another with `--data-dir`';
    default:
      return undefined;
  }
}

/** Runs one access to the database; a failure of SQLite becomes a failure of the disk. */
export function guarded<T>(path: string, task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (sqliteResult(error) === undefined) {
      throw error;
    }
    throw new SpipError('disk', `Failed to use the database of runs \`${path}\``, {
      hint: describeSqlite(error),
      cause: error,
    });
  }
}
