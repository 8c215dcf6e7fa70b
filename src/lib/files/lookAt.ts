import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { SpipError } from '../spipError.ts';

/**
 * What lies at a path that a person gave, links followed; `undefined` where nothing does. `shown` stands for it in messages.
 *
 * @throws SpipError `not-found` where nobody can look: links that lead in a circle, a name that is too long, a closed folder
 */
export function lookAt(path: string, shown = `\`${path}\``): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new SpipError('not-found', `Failed to look at ${shown}`, { cause: error });
  }
}

/** Whether a path leads to a regular file. */
export function isFileAt(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
