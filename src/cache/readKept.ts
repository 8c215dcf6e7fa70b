import { readFile } from 'node:fs/promises';
import { isErrno } from '../lib/isErrno.ts';
import { writeFileAtomic } from '../lib/files/writeFileAtomic.ts';
import { withCheck, withoutCheck } from './checkedJson.ts';

/** What is kept in a JSON file beside an sdist. What is damaged counts as absent: it can be made again. */
export async function readKept<T>(
  path: string,
  isKept: (value: unknown) => value is T,
): Promise<T | undefined> {
  try {
    const text = withoutCheck(await readFile(path));
    const value: unknown = text === undefined ? undefined : JSON.parse(text.toString());
    return isKept(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Keeps an object for `readKept`; unfinished it lies in `temporary`. */
export async function writeKept(path: string, value: object, temporary: string): Promise<void> {
  await writeFileAtomic(path, withCheck(JSON.stringify(value)), { temporary });
}
