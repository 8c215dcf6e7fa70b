import { rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asDiskError } from '../lib/files/diskError.ts';
import { isErrno } from '../lib/isErrno.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { quarantinePath } from './buckets.ts';
import type { BucketEntry } from './buckets.ts';
import { quarantine } from './publish.ts';

/**
 * Removes entries, each first moved out of everybody's way in one step: whoever looks finds it whole or not at all, and
 * what a killed remover leaves is in quarantine. The caller sees to it that no run uses them.
 */
export async function removeEntries(
  cacheDir: string,
  entries: readonly BucketEntry[],
): Promise<void> {
  for (const { bucket, path } of entries) {
    try {
      await removeEntry(cacheDir, { bucket, path });
    } catch (error) {
      throw asDiskError(error, `remove \`${path}\``);
    }
  }
}

async function removeEntry(
  cacheDir: string,
  { bucket, path }: Pick<BucketEntry, 'bucket' | 'path'>,
): Promise<void> {
  if (bucket === 'quarantine') {
    await removeTree(path, cacheDir);
    return;
  }
  const away = quarantinePath(cacheDir, basename(path));
  if (await quarantine(path, away)) {
    await removeTree(away, cacheDir);
  }
  if (bucket === 'bytecode') {
    await removeIfEmpty(dirname(path));
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) {
      throw error;
    }
  }
}
