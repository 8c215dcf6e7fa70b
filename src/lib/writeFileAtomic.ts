import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file that others may see: complete or not at all; the last writer wins. With `durable: false` a power cut may
 * leave it empty or torn: for caches whose readers take a damaged file for none.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array,
  options: { readonly durable?: boolean | undefined } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
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
