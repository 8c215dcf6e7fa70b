import { SpipError } from '../../lib/spipError.ts';

/** Something of a source tree that is not what it should be; `found` as that of `NotRegular`. */
export function unreadable(path: string, found: string, cause: unknown): SpipError {
  return new SpipError('invalid-requirement', `Failed to read \`${path}\`: found ${found}`, {
    cause,
  });
}
