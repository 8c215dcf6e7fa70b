import { access, constants, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';

/** What stands in CACHEDIR.TAG: backup programs leave such folders out (bford.info/cachedir). */
const tag = `Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of spip; everything in it can be made again.
`;

/**
 * Makes the cache directory with its CACHEDIR.TAG, or checks that it may be written to. The only place that creates
 * it. Throws SpipError `unwritable` with the path and the setting to change.
 */
export async function openCacheDirectory(directory: string): Promise<void> {
  try {
    makeFolder(directory);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    await writeFile(join(directory, 'CACHEDIR.TAG'), tag, { flag: 'wx' });
  } catch (error) {
    if (isErrno(error, 'EEXIST') && (await isWritableFolder(directory))) {
      return;
    }
    throw new SpipError('unwritable', `Failed to write to the cache directory \`${directory}\``, {
      hint: 'choose another one with `--cache-dir` or `SPIP_CACHE_DIR`',
      cause: error,
    });
  }
}

async function isWritableFolder(directory: string): Promise<boolean> {
  try {
    // The trailing slash makes it fail for anything but a folder.
    await access(join(directory, '/'), constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
