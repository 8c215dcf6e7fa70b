import { sep } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';

/**
 * What a cell says if it failed because a file of the cache is gone that was there when the run looked: somebody else
 * removes files of a cache in use. `undefined` for every other failure.
 */
export function lostFromCache(error: unknown, cacheDir: string): SpipError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const path = 'path' in cause ? cause.path : undefined;
    if (isErrno(cause, 'ENOENT') && typeof path === 'string' && isInBucket(path, cacheDir)) {
      return new SpipError('disk', `Failed to read \`${path}\`: it was removed during the run`, {
        hint: 'use `spip cache clean` to make room: it waits for runs',
        cause: error,
      });
    }
  }
  return undefined;
}

/** Buckets are named with their version; the folders of runs and locks are not. */
function isInBucket(path: string, cacheDir: string): boolean {
  return (
    path.startsWith(`${cacheDir}${sep}`) &&
    /^[a-z]+-v\d+$/.test(path.slice(cacheDir.length + 1).split(sep)[0] ?? '')
  );
}
