import { isErrno } from './isErrno.ts';
import { SpipError } from './spipError.ts';

/** An error of the file system as a `SpipError` that says what could not be done; anything else as it is. */
export function diskError(error: unknown, failedTo: string): unknown {
  if (isErrno(error, 'ENOSPC', 'EDQUOT')) {
    return new SpipError('disk', `Failed to ${failedTo}: no space left on the device`, {
      hint: 'free some space, or choose another place with `--cache-dir` and `--data-dir`',
      cause: error,
    });
  }
  if (isErrno(error, 'EROFS', 'EACCES', 'EPERM')) {
    return new SpipError('unwritable', `Failed to ${failedTo}: not allowed to write there`, {
      hint: 'choose a place that you may write to with `--cache-dir` and `--data-dir`',
      cause: error,
    });
  }
  if (isErrno(error, 'EMFILE', 'ENFILE')) {
    return new SpipError('disk', `Failed to ${failedTo}: too many open files`, {
      hint: 'raise the limit (`ulimit -n`), or run fewer cells at once with `--jobs`',
      cause: error,
    });
  }
  return isErrno(error, 'EIO')
    ? new SpipError('disk', `Failed to ${failedTo}: input or output error of the device`, {
        cause: error,
      })
    : error;
}
