import { accessSync, constants, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { lookAt } from '../lib/files/lookAt.ts';
import { SpipError } from '../lib/spipError.ts';

/**
 * A file that an option names for output, checked before the work begins rather than after it; `-` is standard output.
 *
 * @throws SpipError `unwritable`, `not-found` where nobody can even look
 */
export function writableFile(path: string, cwd: string, option: string): string {
  const full = resolve(cwd, path);
  // By whatever name: everything else that is printed keeps out of its way.
  if (path === '-' || standardOutput.has(full)) {
    return '-';
  }
  const found = lookAt(full, `\`${path}\` (${option})`);
  if (found?.isDirectory() === true) {
    throw new SpipError(
      'unwritable',
      `Expected \`${option}\` to name a file, found a folder: \`${path}\``,
    );
  }
  if (found?.isFile() === false) {
    return writableDevice(full, option);
  }
  const folder = existingAncestor(dirname(full));
  try {
    // The dot makes it fail for what is no folder.
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
    // Permissions are not the whole answer: root has them all below `/proc`, where nothing can be made.
    rmdirSync(mkdtempSync(`${folder}/.spip-`));
  } catch (error) {
    throw new SpipError(
      'unwritable',
      `Failed to write \`${path}\` (${option}): \`${folder}\` is not a folder that can be written`,
      {
        cause: error,
      },
    );
  }
  return full;
}

const standardOutput = new Set(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Devices and pipes are written through: that their folder can be written does not matter. */
function writableDevice(path: string, option: string): string {
  try {
    accessSync(path, constants.W_OK);
    return path;
  } catch (error) {
    throw new SpipError('unwritable', `Failed to write \`${path}\` (${option})`, { cause: error });
  }
}

/** Missing folders are made when the file is written. */
function existingAncestor(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (candidate === dirname(candidate) || isThere(candidate)) {
      return candidate;
    }
  }
}

// Below a file nothing can be (ENOTDIR): the file itself is then the ancestor that cannot be written into.
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
