import { isErrno } from '../lib/isErrno.ts';
import { readOrNothing } from '../lib/files/readOrNothing.ts';
import { SpipError } from '../lib/spipError.ts';

/** The text of a settings file, or `undefined` if there is none. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readOrNothing(path);
  } catch (error) {
    // A file that this user may not read is not meant for this user.
    if (isErrno(error, 'EACCES', 'EPERM')) {
      return undefined;
    }
    throw new SpipError('invalid-settings', `Failed to read settings from \`${path}\``, {
      cause: error,
    });
  }
}
