import { readFile } from 'node:fs/promises';
import { isErrno } from '../isErrno.ts';
import { SpipError } from '../spipError.ts';

/**
 * The text of a file that the user names; `what` stands in messages: "the lock `x`".
 *
 * @throws SpipError `not-found` for a path that leads to no file that can be read
 */
export async function readNamedFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, ...leadsNowhere)) {
      throw new SpipError('not-found', `Failed to read ${what}`, {
        hint: `looked for it at \`${path}\``,
        cause: error,
      });
    }
    throw error;
  }
}

const leadsNowhere = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'];
