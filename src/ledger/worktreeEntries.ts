import { realpathSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';

/** A worktree as the ledger knows it. */
export interface Worktree {
  /** Absolute real path; it may be gone from disk. */
  readonly directory: string;
  /** Commit that it was made for, `undefined` while its entry is half-made. */
  readonly commit: string | undefined;
}

/** A folder below `worktrees/` of the ledger. */
export interface WorktreeEntry extends Worktree {
  /** Absolute path of the entry. */
  readonly path: string;
}

/** All entries that say which directory they stand for, in the order of their names (gitrepository-layout, `worktrees/`). */
export async function readEntries(ledger: string): Promise<readonly WorktreeEntry[]> {
  const entries: WorktreeEntry[] = [];
  for (const path of await entryPaths(ledger)) {
    const gitdir = await readOrNothing(join(path, 'gitdir'));
    if (gitdir !== undefined) {
      const head = (await readOrNothing(join(path, 'HEAD')))?.trim();
      entries.push({
        path,
        directory: dirname(gitdir),
        commit: head !== undefined && /^[0-9a-f]{40}$/.test(head) ? head : undefined,
      });
    }
  }
  return entries;
}

/**
 * Removes what `git worktree add` leaves when it is killed before it has written `gitdir`: git neither lists nor removes it.
 * The caller holds the lock under which entries are made, so none of them is alive.
 */
export async function removeNamelessEntries(ledger: string): Promise<void> {
  for (const path of await entryPaths(ledger)) {
    if ((await readOrNothing(join(path, 'gitdir'))) === undefined) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** The path by which git knows a worktree's directory, whether or not it or its parents still exist. */
export function worktreePath(directory: string): string {
  const absolute = resolve(directory);
  const parent = dirname(absolute);
  if (parent === absolute) {
    return absolute;
  }
  try {
    return join(realpathSync.native(parent), basename(absolute));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return join(worktreePath(parent), basename(absolute));
    }
    throw error;
  }
}

async function entryPaths(ledger: string): Promise<readonly string[]> {
  const folder = join(ledger, 'worktrees');
  try {
    return (await readdir(folder)).toSorted().map((name) => join(folder, name));
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

/** Contents without the final newline; `undefined` where the file is missing or empty. */
async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, 'utf8')).replace(/\n$/, '');
    return text === '' ? undefined : text;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) {
      return undefined;
    }
    throw error;
  }
}
