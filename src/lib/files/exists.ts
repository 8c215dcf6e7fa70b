import { lstatSync } from 'node:fs';

/** Whether anything has this name, a link to nothing included. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
