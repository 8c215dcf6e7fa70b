import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { removeTree } from '../lib/removeTree.ts';
import { SpipError } from '../lib/spipError.ts';
import { readEntries } from './worktreeEntries.ts';
import type { Worktrees } from './worktrees.ts';
import type { ObjectPlace } from './writeObject.ts';

/**
 * Worktree entries written as files, as gitrepository-layout documents them, without a git process. An entry appears and
 * disappears by a rename, so nobody ever reads a half-made one: no lock is needed, and a killed process leaves none.
 */
export function fileWorktrees(place: ObjectPlace): Worktrees {
  const added = new Map<string, string>();
  return {
    async add(commit, directory) {
      try {
        claim(directory);
        const entry = publishEntry({ commit, directory, place });
        added.set(directory, entry);
        writeFileSync(join(directory, '.git'), `gitdir: ${entry}\n`, { flag: 'wx' });
      } catch (error) {
        throw error instanceof SpipError
          ? error
          : new SpipError('disk', `Failed to make a worktree: \`${directory}\``, { cause: error });
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
      await Promise.all(entries.map((entry) => retire(entry, place)));
    },
  };
}

function claim(directory: string): void {
  mkdirSync(directory, { recursive: true });
  if (readdirSync(directory).length > 0) {
    throw new SpipError('git', `Expected an empty directory for a worktree: \`${directory}\``);
  }
}

interface EntrySpec {
  readonly commit: string;
  readonly directory: string;
  readonly place: ObjectPlace;
}

function publishEntry({ commit, directory, place }: EntrySpec): string {
  const unfinished = unfinishedPath(place);
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'HEAD'), `${commit}\n`);
  writeFileSync(join(unfinished, 'commondir'), '../..\n');
  writeFileSync(join(unfinished, 'gitdir'), `${join(directory, '.git')}\n`);
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

async function retire(entry: string, place: ObjectPlace): Promise<void> {
  const gone = unfinishedPath(place);
  mkdirSync(place.temporary, { recursive: true });
  try {
    renameSync(entry, gone);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return;
    }
    throw error;
  }
  await removeTree(gone);
}

function unfinishedPath({ temporary }: ObjectPlace): string {
  return join(temporary, randomBytes(16).toString('hex'));
}
