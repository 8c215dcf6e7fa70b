import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './isErrno.ts';

/** Removes a file or folder with all it holds, also where folders have been made unreadable or unwritable. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    if (!isErrno(error, 'EACCES', 'EPERM', 'ENOTEMPTY')) {
      throw error;
    }
    await openFolders(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function openFolders(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) {
    return;
  }
  await chmod(path, 0o700);
  for (const name of await readdir(path)) {
    await openFolders(join(path, name));
  }
}
