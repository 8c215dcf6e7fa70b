import { join } from 'node:path';

/** Folders of a cell or a build on this machine. `env`, `cwd`, `home` and `tmp` lie in `cell`. */
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
