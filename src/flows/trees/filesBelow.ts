import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../lib/isErrno.ts';
import { unreadable } from './unreadable.ts';

/**
 * Paths of all files and links below a folder, relative to it, but for what lies in, or is, something of these names.
 * Links are not followed; of no folder there are none.
 *
 * @throws SpipError `invalid-requirement` for a folder that may not be read
 */
export async function filesBelow(
  folder: string,
  except: ReadonlySet<string> = new Set(),
): Promise<readonly string[]> {
  const state = await lstat(folder).catch(() => undefined);
  return state?.isDirectory() === true ? await within(folder, '', except) : [];
}

async function within(
  top: string,
  folder: string,
  except: ReadonlySet<string>,
): Promise<readonly string[]> {
  const entries = await readdir(join(top, folder), { withFileTypes: true }).catch(
    (error: unknown) => {
      throw isErrno(error, 'EACCES')
        ? unreadable(join(top, folder), 'a folder that may not be read', error)
        : error;
    },
  );
  const below = await Promise.all(
    entries
      .filter(({ name }) => !except.has(name))
      .map(async (entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? within(top, path, except) : [path];
      }),
  );
  return below.flat();
}
