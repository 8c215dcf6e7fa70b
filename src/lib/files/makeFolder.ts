import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isErrno } from '../isErrno.ts';

/**
 * Makes a folder and those above it. Node's own way never ends where a folder that exists says `ENOENT` of what cannot
 * be made in it, as `/proc` does, and takes one that somebody removes meanwhile for a file.
 */
export function makeFolder(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isErrno(error, 'ENOENT') || parent === path) {
      throw error;
    }
    makeFolder(parent);
    makeOne(path);
  }
}

function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isErrno(error, 'EEXIST') || !statSync(path).isDirectory()) {
      throw error;
    }
  }
}
