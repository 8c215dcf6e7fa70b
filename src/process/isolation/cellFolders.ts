import { randomBytes } from 'node:crypto';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../lib/isErrno.ts';

/** Folders of a cell or a build on this machine. `cwd`, `home` and `tmp` lie in `cell`, `env` too unless cells share it. */
export type CellFolders = Readonly<Record<'cell' | 'env' | 'cwd' | 'home' | 'tmp', string>>;

/** The usual layout below the folder of a cell; makes nothing. */
export function foldersOfCell(cell: string): CellFolders {
  return {
    cell,
    env: join(cell, 'env'),
    cwd: join(cell, 'cwd'),
    home: join(cell, 'home'),
    tmp: join(cell, 'tmp'),
  };
}

/**
 * Puts empty folders in the place of those that code of a release could write to, so that whoever opens them by their
 * paths finds what spip made. Nothing of the cell may be running.
 */
export async function renewFolders({ cwd, home, tmp }: CellFolders): Promise<void> {
  await Promise.all([cwd, home, tmp].map(renewFolder));
}

async function renewFolder(path: string): Promise<void> {
  try {
    await rename(path, `${path}.${randomBytes(8).toString('hex')}`);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
  }
  await mkdir(path, { mode: 0o700 });
}
