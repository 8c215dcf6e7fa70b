import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, rmdir, unlinkSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Folder } from './folder.ts';
import type { EntryName } from './folder.ts';
import { isErrno, isMissing } from '../isErrno.ts';
import { SpipError } from '../spipError.ts';
import { asDiskError } from './diskError.ts';
import { mountsBelow } from './mountsBelow.ts';
import { tally } from '../tally.ts';

// Files and folders per turn of the event loop, about 5 ms.
const turn = 256;

/** How often a folder that changes meanwhile is still emptied. */
const patience = 8;

const removeEmptyFolder = promisify(rmdir);

/**
 * Removes a file or folder with all it holds: whatever bytes its names are, however deep it is, also where folders have
 * been made unreadable or unwritable. Goes by descriptor (`Folder`), follows no link, and does nothing where nothing is.
 * Links on the way to it are followed up to `base`, the folder that it lies in unless given: what lies behind one below
 * that is not ours, and stays. So is what is mounted below it: nothing is removed then.
 * Files go by synchronous calls in turns: a third of the CPU time of `fs.promises.rm`. Folders go beside each other:
 * where the disk discards freed blocks at once, each waits a millisecond.
 *
 * @throws SpipError `disk` where something is mounted, `unwritable` where even root may not; the error of the system
 */
export async function removeTree(path: string, base = dirname(path)): Promise<void> {
  // With the dot a link is followed.
  using parent = openIfThere(() => Folder.open(`${base}/.`));
  const names = relative(base, path).split(sep);
  try {
    await removeBelow(parent, names);
  } catch (error) {
    if (!isErrno(error, 'EPERM')) {
      throw error;
    }
    // What root has made immutable root can undo.
    await makeMutable(path);
    await removeBelow(parent, names).catch((again: unknown) => {
      throw isErrno(again, 'EPERM') ? asDiskError(again, `remove \`${path}\``) : again;
    });
  }
}

/** Takes the attributes away that keep even root from removing something (chattr(1)); follows no link. */
async function makeMutable(path: string): Promise<void> {
  if (process.getuid?.() === 0) {
    await promisify(execFile)('chattr', ['-R', '-f', '-i', '-a', '--', path]).catch(
      () => undefined,
    );
  }
}

async function removeBelow(
  parent: Folder | undefined,
  [name = '', ...below]: readonly string[],
): Promise<void> {
  const found = parent && lstatSync(parent.at(name), { throwIfNoEntry: false });
  if (parent === undefined || found === undefined) {
    return;
  }
  if (below.length > 0) {
    using folder = openIfThere(() => parent.folder(name));
    await removeBelow(folder, below);
  } else if (found.isDirectory()) {
    expectNoMounts(parent.at(name));
    await unlessGone(() => removeFolder(parent, name));
  } else {
    unlink(parent.at(name));
  }
}

function expectNoMounts(path: EntryName): void {
  const [first] = mountsBelow(path);
  if (first !== undefined) {
    throw new SpipError('disk', `Failed to remove what lies around \`${first}\`: it is a mount`, {
      hint: `unmount it (\`umount ${first}\`)`,
    });
  }
}

function openIfThere(open: () => Folder): Folder | undefined {
  try {
    return open();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

async function removeFolder(parent: Folder, name: EntryName): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      // Closed before it goes: the last descriptor of a removed folder frees its blocks, and the whole program waits.
      {
        using folder = parent.folder(name);
        await emptyFolder(folder);
      }
      tally('removals');
      await removeEmptyFolder(parent.at(name));
      return;
    } catch (error) {
      // Somebody still puts something there.
      if (!isErrno(error, 'ENOTEMPTY', 'ENOTDIR', 'EISDIR') || attempt === patience) {
        throw error;
      }
    }
  }
}

/**
 * Brings folders of any depth up to the top and empties them there: few are open at a time, and no path grows. The empty
 * ones go together: beside calls that remove files they cost twice the time.
 */
async function emptyFolder(top: Folder): Promise<void> {
  const empty: EntryName[] = [];
  const folders = [...(await removeFiles(top))];
  for (let name = folders.pop(); name !== undefined; name = folders.pop()) {
    const path = top.at(name);
    await unlessGone(async () => {
      using folder = Folder.open(path);
      for (const below of await removeFiles(folder)) {
        const moved = await bringUp(folder, below, top);
        folders.push(...(moved === undefined ? [] : [moved]));
      }
    });
    empty.push(path);
    if (empty.length === turn) {
      await removeFolders(empty.splice(0));
    }
  }
  await removeFolders(empty);
}

/** When it ends, also by an error, all calls have: their paths hold only while the top is open. */
async function removeFolders(paths: readonly EntryName[]): Promise<void> {
  const removals = paths.map((path) => unlessGone(() => removeEmptyFolder(path)));
  removals.forEach(() => tally('removals'));
  const failed = (await Promise.allSettled(removals)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    throw failed.reason;
  }
}

/** Removes all that is no folder; the names of the folders. */
async function removeFiles(folder: Folder): Promise<readonly EntryName[]> {
  folder.unlock();
  const folders: EntryName[] = [];
  let removed = 0;
  for (const { name, isFolder } of folder.entries()) {
    if (isFolder) {
      folders.push(name);
      continue;
    }
    unlink(folder.at(name));
    removed += 1;
    if (removed % turn === 0) {
      await setImmediate();
    }
  }
  return folders;
}

/** Its name at the top; `undefined` if it is gone. */
async function bringUp(folder: Folder, name: EntryName, top: Folder): Promise<string | undefined> {
  const fresh = randomBytes(16).toString('hex');
  const move = (): void => renameSync(folder.at(name), top.at(fresh));
  try {
    try {
      move();
    } catch (error) {
      if (!isErrno(error, 'EACCES', 'EPERM')) {
        throw error;
      }
      // Whoever may not write to a folder may not change what is above it.
      using closed = folder.folder(name);
      closed.unlock();
      move();
    }
    return fresh;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return undefined;
    }
    if (!isErrno(error, 'EXDEV')) {
      throw error;
    }
    // A folder of a lower layer stays where it is: no run has made those, and none is deep.
    await removeFolder(folder, name);
    return undefined;
  }
}

function unlink(path: EntryName): void {
  try {
    tally('removals');
    unlinkSync(path);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
  }
}

async function unlessGone(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
  }
}
