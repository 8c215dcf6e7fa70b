import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { entryPath } from '../../cache/buckets.ts';
import { isErrno } from '../../lib/isErrno.ts';
import type { Cell } from '../../model/cell.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Materialised } from '../../envs/materialised.ts';
import type { CellFolders } from '../../process/isolation/cellFolders.ts';
import type { MatrixShop } from './matrixShop.ts';

/** Where a cell runs. */
export interface CellPlace {
  readonly folders: CellFolders;
  readonly materialised: Materialised;
}

/**
 * Moves the folders of a cell that the user wants to look at out of its worktree, which is removed all the same.
 * They lie beside the store, whose files they share. If he does not, the next cell may have the environment.
 */
export async function keepPlace(request: {
  readonly verdict: Verdict;
  readonly cell: Cell;
  readonly place: CellPlace;
  readonly shop: MatrixShop;
}): Promise<readonly Note[]> {
  const { verdict, cell, shop } = request;
  const { folders, materialised } = request.place;
  if (shop.keep === 'none' || (shop.keep === 'failed' && verdict.state === 'pass')) {
    if (shop.workshop.isolation.protectsEnvironment) {
      shop.spare.keep(materialised);
    }
    return [];
  }
  const { cacheDir } = shop.workshop.settings.places;
  const place = entryPath(cacheDir, 'kept', `${shop.run.id}/${cell.slug}`);
  const { env, cwd, home, tmp } = folders;
  // Its tests may have removed some.
  await moveFolders([env, cwd, home, tmp], place);
  return [{ code: 'kept', text: `kept in ${place}`, paths: [] }];
}

/**
 * Moves folders, under their own names, into one that is made; those that are gone are left out.
 *
 * @internal
 */
export async function moveFolders(folders: readonly string[], into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  await Promise.all(folders.map((path) => move(path, join(into, basename(path)))));
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
