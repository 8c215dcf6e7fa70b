import { readFile } from 'node:fs/promises';
import { isErrno } from '../isErrno.ts';

/** The text of a file; `undefined` where there is no such file. */
export async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) {
      return undefined;
    }
    throw error;
  }
}
