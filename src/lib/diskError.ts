import { isErrno } from './isErrno.ts';
import { SpipError } from './spipError.ts';

/** An error of the file system as a `SpipError` that says what could not be done; anything else as it is. */
export function diskError(error: unknown, failedTo: string): unknown {
  if (isErrno(error, 'ENOSPC', 'EDQUOT')) {
    return new SpipError('disk', `Failed to ${failedTo}: no space left on the device`, {
      hint: 'Free some space, or choose another place with `--cache-dir` or `SPIP_CACHE_DIR`',
      cause: error,
    });
  }
  if (isErrno(error, 'EROFS', 'EACCES', 'EPERM')) {
    return new SpipError('unwritable', `Failed to ${failedTo}: not allowed to write there`, {
      hint: 'Choose a place that you may write to with `--cache-dir` or `SPIP_CACHE_DIR`',
      cause: error,
    });
  }
  return isErrno(error, 'EIO', 'EMFILE', 'ENFILE')
    ? new SpipError(
        'disk',
        `Failed to ${failedTo}: ${error instanceof Error ? error.message : ''}`,
        {
          cause: error,
        },
      )
    : error;
}
