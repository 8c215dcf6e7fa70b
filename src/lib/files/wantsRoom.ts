import { accessSync, constants, statfsSync } from 'node:fs';

import { isNoSpace } from './diskError.ts';

/** With less than this, of bytes and of files, even a small folder cannot be made. */
const least = { bytes: 64 * 1024, files: 8 };

/** Whether a failure to write below a folder is for want of room: it says so itself, or there is none. */
export function wantsRoom(error: unknown, folder: string): boolean {
  return isNoSpace(error) || isFull(folder);
}

/**
 * Whether a folder has no room left, near enough: for failures of programs and libraries that do not say why they could
 * not write. What they gave up and removed again may have made a little room meanwhile.
 */
function isFull(folder: string): boolean {
  try {
    // One that is never written to has no room either.
    accessSync(folder, constants.W_OK);
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    // Some file systems do not count files.
    return bavail * bsize < least.bytes || (files > 0 && ffree < least.files);
  } catch {
    return false;
  }
}
