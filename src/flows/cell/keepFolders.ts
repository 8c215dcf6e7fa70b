import { allEnded } from '../../lib/allEnded.ts';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno } from '../../lib/isErrno.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { CellPlace } from './cellHost.ts';

/**
 * Moves the folders of a cell that the user wants to look at out of its worktree, which is removed all the same. They lie
 * beside the store, whose files they share. `into` is made.
 */
export async function keepFolders({ folders }: CellPlace, into: string): Promise<readonly Note[]> {
  const { env, cwd, home, tmp } = folders;
  // Its tests may have removed some.
  await moveFolders([env, cwd, home, tmp], into);
  return [{ code: 'kept', text: `kept in ${into}`, paths: [] }];
}

/**
 * Moves folders, under their own names, into one that is made; those that are gone are left out.
 *
 * @internal
 */
export async function moveFolders(folders: readonly string[], into: string): Promise<void> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  await allEnded(folders.map((path) => move(path, join(into, basename(path)))));
}

async function move(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
  }
}
