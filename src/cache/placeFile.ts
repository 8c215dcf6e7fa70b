import { link, rename, rm } from 'node:fs/promises';
import { exists } from '../lib/files/exists.ts';
import { isErrno } from '../lib/isErrno.ts';

/**
 * Gives a finished file its name, unless something has that name: then it stays, the own file is removed, and the
 * result is `false`. A link never replaces; on file systems without hard links it takes a look and a rename: who holds
 * no lock there may replace what came in between, so both must have equal contents.
 */
export async function placeFile(
  finished: string,
  place: string,
  makeLink: (from: string, to: string) => Promise<void> = link,
): Promise<boolean> {
  try {
    await makeLink(finished, place);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) {
      return false;
    }
    if (!hasNoLinks(error)) {
      throw error;
    }
    if (exists(place)) {
      return false;
    }
    await rename(finished, place);
    return true;
  } finally {
    await rm(finished, { force: true });
  }
}

/** Whether a link failed because the file system has none, or because the file can have no more of them. */
export function hasNoLinks(error: unknown): boolean {
  return isErrno(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK');
}
