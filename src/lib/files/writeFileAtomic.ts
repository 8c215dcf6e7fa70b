import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './makeFolder.ts';

/**
 * Writes a file that others may see: complete or not at all; the last writer wins. With `durable: false` a power cut may
 * leave it empty or torn: for caches whose readers take a damaged file for none. Pieces are written one after the other.
 * Only the user may read it unless `mode` says otherwise.
 * What is unfinished lies in `temporary`, a folder on the same file system, else beside the file, where a kill leaves it.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<string>,
  options: {
    readonly durable?: boolean | undefined;
    readonly temporary?: string | undefined;
    readonly mode?: number | undefined;
  } = {},
): Promise<void> {
  makeFolder(dirname(path));
  const random = randomBytes(8).toString('hex');
  const temporary =
    options.temporary === undefined ? `${path}.${random}.tmp` : join(options.temporary, random);
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await file.writeFile(content);
      if (options.durable !== false) {
        await file.sync();
      }
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
