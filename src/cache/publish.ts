import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { placeFile } from './placeFile.ts';

/**
 * Puts a finished directory in its place in one step. Returns `false`, with the own directory removed, if another
 * process was first: then its result stands.
 */
export async function publishDirectory(finished: string, place: string): Promise<boolean> {
  makeFolder(dirname(place));
  try {
    await rename(finished, place);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOTEMPTY', 'EEXIST')) {
      await removeTree(finished);
      return false;
    }
    throw error;
  }
}

/** The same for a file: `rename` alone would replace what others already use. */
export async function publishFile(finished: string, place: string): Promise<boolean> {
  makeFolder(dirname(place));
  return placeFile(finished, place);
}

/** Moves a damaged entry away. Returns `false` if it is already gone. */
export async function quarantine(place: string, away: string): Promise<boolean> {
  makeFolder(dirname(away));
  try {
    await rename(place, away);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return false;
    }
    throw error;
  }
}
