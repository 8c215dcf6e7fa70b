import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { unfinishedPath } from '../cache/runFolders.ts';
import { asDiskError } from '../lib/files/diskError.ts';
import { isErrno } from '../lib/isErrno.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { SpipError } from '../lib/spipError.ts';
import { readEntries } from './worktreeEntries.ts';
import type { Worktrees } from './worktrees.ts';
import type { ObjectPlace } from './writeObject.ts';

/**
 * Worktree entries written as files, as gitrepository-layout documents them, without a git process. An entry appears and
 * disappears by a rename, so nobody ever reads a half-made one: no lock is needed, and a killed process leaves none.
 * With `reuse` what an entry was made of serves for the next one, which saves inodes; only where nothing that runs in a
 * worktree can reach its entry.
 */
export function fileWorktrees(
  place: ObjectPlace,
  { reuse }: { readonly reuse: boolean },
): Worktrees {
  const added = new Map<string, string>();
  const spare: string[] = [];
  return {
    async add(commit, directory) {
      try {
        claim(directory);
        const unfinished = spare.pop() ?? newEntry(place);
        const entry = publishEntry({ unfinished, commit, directory, place });
        added.set(directory, entry);
        writeFileSync(join(directory, '.git'), `gitdir: ${entry}\n`, { flag: 'wx' });
      } catch (error) {
        throw asDiskError(error, `make a worktree: \`${directory}\``);
      }
    },
    async remove(directory) {
      const known = added.get(directory);
      added.delete(directory);
      const entries =
        known === undefined
          ? (await readEntries(place.directory))
              .filter((entry) => entry.directory === directory)
              .map((entry) => entry.path)
          : [known];
      for (const entry of entries) {
        const retired = retire(entry, place);
        if (retired !== undefined && reuse && known !== undefined && isUntouched(retired)) {
          spare.push(retired);
        } else if (retired !== undefined) {
          await removeTree(retired);
        }
      }
    },
  };
}

function claim(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) {
    throw new SpipError('git', `Expected an empty directory for a worktree: \`${directory}\``);
  }
}

const entryFiles = ['HEAD', 'commondir', 'gitdir'];

/** A folder that becomes an entry. */
function newEntry(place: ObjectPlace): string {
  const unfinished = unfinishedPath(place.temporary);
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'commondir'), '../..\n');
  return unfinished;
}

interface EntrySpec {
  readonly unfinished: string;
  readonly commit: string;
  readonly directory: string;
  readonly place: ObjectPlace;
}

function publishEntry({ unfinished, commit, directory, place }: EntrySpec): string {
  writeFile(join(unfinished, 'HEAD'), `${commit}\n`);
  writeFile(join(unfinished, 'gitdir'), `${join(directory, '.git')}\n`);
  const name = basename(directory).replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  const entry = join(place.directory, 'worktrees', `${name}-${randomBytes(6).toString('hex')}`);
  try {
    renameSync(unfinished, entry);
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
    // Git itself removes the folder when it removes the last entry.
    mkdirSync(join(place.directory, 'worktrees'), { recursive: true });
    renameSync(unfinished, entry);
  }
  return entry;
}

/**
 * Nobody sees the folder yet, so the old file may take the new text, unless it has other names. Neither a rename over it
 * nor one that was emptied: both make ext4 write to the disk at once, which took a third of the time of a cell.
 */
function writeFile(path: string, content: string): void {
  const file = openOwn(path);
  if (file === undefined) {
    rmSync(path, { force: true });
    writeFileSync(path, content, { flag: 'wx' });
    return;
  }
  try {
    writeSync(file, content, 0);
    ftruncateSync(file, Buffer.byteLength(content));
  } finally {
    closeSync(file);
  }
}

/** The descriptor of a regular file that has no other name; `undefined` where there is none. */
function openOwn(path: string): number | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ELOOP')) {
      return undefined;
    }
    throw error;
  }
  const { nlink } = fstatSync(file);
  if (nlink === 1) {
    return file;
  }
  closeSync(file);
  return undefined;
}

/** Takes an entry away, at once for whoever looks. Returns the folder that is left of it. */
function retire(entry: string, place: ObjectPlace): string | undefined {
  const gone = unfinishedPath(place.temporary);
  mkdirSync(place.temporary, { recursive: true });
  try {
    renameSync(entry, gone);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
  return gone;
}

/** Whether nobody has left anything there: no index, no log, no other repository, no link in place of a file. */
function isUntouched(entry: string): boolean {
  const found = readdirSync(entry, { withFileTypes: true });
  return (
    isDeepStrictEqual(found.map(({ name }) => name).toSorted(), entryFiles) &&
    found.every((file) => file.isFile()) &&
    readFileSync(join(entry, 'commondir'), 'utf8') === '../..\n'
  );
}
