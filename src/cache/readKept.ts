import { readFile } from 'node:fs/promises';
import { isErrno } from '../lib/isErrno.ts';

/** What is kept in a JSON file beside an sdist. What is damaged counts as absent: it can be made again. */
export async function readKept<T>(
  path: string,
  isKept: (value: unknown) => value is T,
): Promise<T | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isKept(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}
