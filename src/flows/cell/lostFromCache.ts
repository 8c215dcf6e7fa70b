import { bucketAt } from '../../cache/buckets.ts';
import { isErrno } from '../../lib/isErrno.ts';
import { SpipError } from '../../lib/spipError.ts';

/**
 * What a cell says if it failed because a file of the cache is gone that was there when the run looked: somebody else
 * removes files of a cache in use. `undefined` for every other failure.
 */
export function lostFromCache(error: unknown, cacheDir: string): SpipError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const path = isErrno(cause, 'ENOENT') ? pathInBucket(cause, cacheDir) : undefined;
    if (path !== undefined) {
      return new SpipError('disk', `Failed to read \`${path}\`: it was removed during the run`, {
        hint: 'use `spip cache clean` to make room: it waits for runs',
        cause: error,
      });
    }
  }
  return undefined;
}

/** Of a rename, `dest` is where its folder is gone. */
function pathInBucket(error: Error, cacheDir: string): string | undefined {
  const paths = [
    'path' in error ? error.path : undefined,
    'dest' in error ? error.dest : undefined,
  ];
  return paths.find(
    (path): path is string => typeof path === 'string' && isMadeAgain(path, cacheDir),
  );
}

/** Folders of runs and locks are no buckets; what is kept or set aside is nothing that a run looks for. */
function isMadeAgain(path: string, cacheDir: string): boolean {
  const bucket = bucketAt(cacheDir, path);
  return bucket !== undefined && bucket !== 'kept' && bucket !== 'quarantine';
}
