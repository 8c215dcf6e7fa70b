import { readdirSync } from 'node:fs';
import { isErrno, isMissing } from '../isErrno.ts';

/** Names in a folder, sorted; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    // Nobody can make one by such a path either.
    if (isMissing(error) || isErrno(error, 'ELOOP', 'ENAMETOOLONG')) {
      return [];
    }
    throw error;
  }
}
