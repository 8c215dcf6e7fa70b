import { mkdtemp, readdir, realpath, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import { bucketFolder } from './buckets.ts';
import { openCacheDirectory } from './openCacheDirectory.ts';

export interface OpenedCache {
  readonly cacheDir: string;
  /** It is this run's alone and goes with it. */
  readonly isTemporary: boolean;
}

/**
 * Opens the cache directory; where nothing may be written there, a temporary one takes its place, with a warning.
 *
 * @throws SpipError `unwritable` where something else is in the way, or no temporary one can be made.
 */
export async function openCache(cacheDir: string, emit: EmitEvent): Promise<OpenedCache> {
  try {
    await openCacheDirectory(cacheDir);
    return { cacheDir, isTemporary: false };
  } catch (error) {
    if (!(error instanceof Error && isErrno(error.cause, ...mayNotWrite))) {
      throw error;
    }
    const temporary = await makeTemporary().catch(() => undefined);
    if (temporary === undefined) {
      throw error;
    }
    emit({
      kind: 'warning',
      text: `Failed to write to the cache directory \`${cacheDir}\`: a temporary one is used for this run`,
      hint: 'choose one that lasts with `--cache-dir` or `SPIP_CACHE_DIR`',
    });
    return { cacheDir: temporary, isTemporary: true };
  }
}

// ENOENT: what Node says of folders that cannot be made on a read-only file system.
const mayNotWrite = ['EACCES', 'EPERM', 'EROFS', 'ENOENT'];

/** Removes a temporary cache, but for what the user wants to look at. */
export async function removeTemporaryCache(cacheDir: string): Promise<void> {
  const paths = (await readdir(cacheDir)).map((name) => join(cacheDir, name));
  const { path: kept } = bucketFolder(cacheDir, 'kept');
  await Promise.all(paths.filter((path) => path !== kept).map((path) => removeTree(path)));
  if (!paths.includes(kept)) {
    await rmdir(cacheDir);
  }
}

async function makeTemporary(): Promise<string> {
  const made = await mkdtemp(join(await realpath(tmpdir()), 'spip-cache-'));
  await openCacheDirectory(made);
  return made;
}
