import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../../lib/files/diskError.ts';

/** One block of most file systems: what is smaller may fit where no log could grow. */
const block = Buffer.alloc(4096);

/**
 * Looks whether the logs of a cell had room. A program that finds none for its output fails, and that says nothing of
 * what was tested.
 *
 * @throws SpipError `disk` where there is none.
 */
export async function expectRoomForLogs(runFolder: string): Promise<void> {
  const folder = join(runFolder, 'logs');
  const probe = join(folder, `${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(probe, block, { flag: 'wx' });
  } catch (error) {
    throw diskError(error, `write the logs of the cell in \`${folder}\``);
  } finally {
    await rm(probe, { force: true });
  }
}
