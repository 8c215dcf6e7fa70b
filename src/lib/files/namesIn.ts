import { readdirSync } from 'node:fs';
import { isMissing } from '../isErrno.ts';

/** Names in a folder, sorted; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}
