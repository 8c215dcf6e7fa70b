import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { namesIn } from '../lib/files/namesIn.ts';
import { readOrNothing } from '../lib/files/readOrNothing.ts';

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
  for (const path of entryPaths(ledger)) {
    const gitdir = await readLine(join(path, 'gitdir'));
    if (gitdir !== undefined) {
      const head = (await readLine(join(path, 'HEAD')))?.trim();
      entries.push({
        path,
        directory: dirname(gitdir),
        commit: head !== undefined && /^[0-9a-f]{40}$/.test(head) ? head : undefined,
      });
    }
  }
  return entries;
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

function entryPaths(ledger: string): readonly string[] {
  const folder = join(ledger, 'worktrees');
  return namesIn(folder).map((name) => join(folder, name));
}

/** Contents without the final newline; `undefined` where the file is missing or empty. */
async function readLine(path: string): Promise<string | undefined> {
  const text = (await readOrNothing(path))?.replace(/\n$/, '');
  return text === '' ? undefined : text;
}
