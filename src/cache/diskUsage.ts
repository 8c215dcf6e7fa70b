import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isMissing } from '../lib/isMissing.ts';

// Folders per turn of the event loop, some 10 ms.
const turn = 64;

/** Bytes that a file or a folder with all it holds takes on the disk, whole blocks counted; 0 for what is gone. */
export async function diskUsage(path: string): Promise<number> {
  let bytes = 0;
  const folders: string[] = [];
  const count = (each: string): void => {
    const stats = lstatSync(each, { throwIfNoEntry: false });
    // The unit of `blocks` is 512 bytes, whatever the file system's is.
    bytes += (stats?.blocks ?? 0) * 512;
    if (stats?.isDirectory() === true) {
      folders.push(each);
    }
  };
  count(path);
  for (let done = 1, folder = folders.pop(); folder !== undefined; done += 1) {
    entriesOf(folder).forEach(count);
    if (done % turn === 0) {
      await setImmediate();
    }
    folder = folders.pop();
  }
  return bytes;
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}
