import { mkdir, stat } from 'node:fs/promises';
import { isErrno } from '../isErrno.ts';

/**
 * Makes a folder and those above it. One that somebody removes meanwhile is missing (`ENOENT` with its path): Node says
 * of some that they are no folders (`ENOTDIR`).
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    if (!isErrno(error, 'ENOTDIR') || !(await stat(path)).isDirectory()) {
      throw error;
    }
  }
}
