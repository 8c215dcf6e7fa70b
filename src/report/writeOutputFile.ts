import { chmod, open, readlink, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { writeFileAtomic } from '../lib/files/writeFileAtomic.ts';

/**
 * Writes a file that the user named for output. A regular file is complete or as it was, and keeps its mode; devices, pipes
 * and open descriptors are written through; links are followed, also one to a file that is yet to be made.
 */
export async function writeOutputFile(path: string, content: string): Promise<void> {
  const target = await withoutLinks(path);
  const found = await stat(target).catch(ignoreMissing);
  // What `/dev/fd` names is open somewhere: whoever replaces it writes where nobody looks.
  if (found !== undefined && (!found.isFile() || openDescriptor.test(target))) {
    await writeThrough(target, content);
    return;
  }
  // As the user wants it: the umask decides.
  await writeFileAtomic(target, content, { mode: 0o666 });
  if (found !== undefined) {
    await chmod(target, found.mode & 0o7777);
  }
}

const openDescriptor = /^\/(?:proc\/[^/]+\/fd|dev\/fd)\/\d+$/;

async function writeThrough(path: string, content: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}

/** As the system follows them, but up to the name of a file that is missing, and not into an open descriptor. */
async function withoutLinks(path: string): Promise<string> {
  let target = path;
  // As many as Linux follows.
  for (let left = 40; left > 0 && !openDescriptor.test(target); left -= 1) {
    const next = await readlink(target).catch((error: unknown) => {
      if (isErrno(error, 'EINVAL', 'ENOENT', 'ENOTDIR')) {
        return undefined;
      }
      throw error;
    });
    if (next === undefined) {
      break;
    }
    target = resolve(dirname(target), next);
  }
  return target;
}

function ignoreMissing(error: unknown): undefined {
  if (!isErrno(error, 'ENOENT', 'ENOTDIR')) {
    throw error;
  }
}
