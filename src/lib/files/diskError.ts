import { isErrno } from '../isErrno.ts';
import { SpipError } from '../spipError.ts';

/** An error of the file system as a `SpipError` that says what could not be done; anything else as it is. */
export function diskError(error: unknown, failedTo: string): unknown {
  if (isNoSpace(error)) {
    return noSpace(error, failedTo);
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

/** What this machine lacks, whoever met it, as a `SpipError`; anything else as it is. */
export function shortageError(error: unknown): unknown {
  if (!isNoSpace(error) && !isErrno(error, 'EMFILE', 'ENFILE')) {
    return error;
  }
  const { syscall = 'go on', path } = error;
  return diskError(error, path === undefined ? syscall : `${syscall} \`${path}\``);
}

/** Whether an error says that there is no room, or that the user's share of it is used up. */
export function isNoSpace(error: unknown): error is NodeJS.ErrnoException {
  return isErrno(error, 'ENOSPC', 'EDQUOT');
}

/** `diskError`, where what fails can only be the disk's doing: whatever else comes is a `SpipError` `disk` too. */
export function asDiskError(error: unknown, failedTo: string): SpipError {
  const known = diskError(error, failedTo);
  return known instanceof SpipError
    ? known
    : new SpipError('disk', `Failed to ${failedTo}${codeOf(error)}`, { cause: error });
}

/** What `diskError` says of a full disk, for failures that have no code of their own. */
export function noSpace(error: unknown, failedTo: string): SpipError {
  return new SpipError('disk', `Failed to ${failedTo}: no space left on the device`, {
    hint: 'free some space, or choose another place with `--cache-dir` and `--data-dir`',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
}
