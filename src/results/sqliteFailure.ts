import { SpipError } from '../lib/spipError.ts';

/** Whether another process holds the database. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === busy || code === locked;
}

/** What the person can do about a failure of the database; `undefined` for one that is not from SQLite. */
export function describeSqlite(error: unknown): string | undefined {
  switch (sqliteCode(error)) {
    case busy:
    case locked:
      return 'another process holds it; try again when that has ended';
    case full:
      return 'the disk is full: free some space, or choose another place with `--data-dir`';
    case corrupt:
    case notADatabase:
      return 'it is damaged; move it away to begin a new one';
    case cannotOpen:
    case readonly:
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
    if (sqliteCode(error) === undefined) {
      throw error;
    }
    throw new SpipError('disk', `Failed to use the database of runs \`${path}\``, {
      hint: describeSqlite(error),
      cause: error,
    });
  }
}

// Primary result codes, https://www.sqlite.org/rescode.html
const busy = 5;
const locked = 6;
const readonly = 8;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}
