import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';

/** Moves folders, under their own names, into one that is made; those that are gone are left out. */
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
