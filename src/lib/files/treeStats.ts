import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { isErrno } from '../isErrno.ts';
import { Folder } from './folder.ts';
import type { EntryName } from './folder.ts';

/**
 * Of each file and folder of a tree, itself included; nothing where nothing is. Follows no link, goes by descriptor, and
 * only one folder is open at a time, however deep the tree is. What may not be read is passed over. Where somebody moves
 * the folder that is looked at, so that the way back is lost, it ends.
 */
export function* treeStats(path: string): Generator<Stats, void, undefined> {
  const stats = unlessClosed(() => lstatSync(path));
  if (stats === undefined) {
    return;
  }
  yield stats;
  const top = stats.isDirectory() ? unlessClosed(() => Folder.open(path)) : undefined;
  if (top === undefined) {
    return;
  }
  using way = new Way(top);
  const levels: Level[] = [yield* look(way.folder)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const name = level.names.pop();
    if (name !== undefined) {
      if (way.down(name)) {
        levels.push(yield* look(way.folder));
      }
      continue;
    }
    levels.pop();
    const above = levels.at(-1);
    if (above !== undefined && !way.up(above.identity)) {
      return;
    }
  }
}

interface Level {
  /** Folders that are still to be entered. */
  readonly names: EntryName[];
  /** Tells the folder from one that was put in its place. */
  readonly identity: string;
}

function* look(folder: Folder): Generator<Stats, Level, undefined> {
  const names: EntryName[] = [];
  for (const { name, isFolder } of unlessClosed(() => folder.entries()) ?? []) {
    const stats = unlessClosed(() => lstatSync(folder.at(name)));
    if (stats !== undefined) {
      yield stats;
    }
    if (isFolder && stats !== undefined) {
      names.push(name);
    }
  }
  return { names, identity: identityOf(folder) };
}

/** The one folder that is open. */
class Way implements Disposable {
  #folder: Folder;

  constructor(top: Folder) {
    this.#folder = top;
  }

  get folder(): Folder {
    return this.#folder;
  }

  /** Whether there is a folder of this name that can be left again. */
  down(name: EntryName): boolean {
    const below = unlessClosed(() => this.#folder.folder(name));
    if (below !== undefined && hasWayBack(below)) {
      this.#enter(below);
      return true;
    }
    below?.[Symbol.dispose]();
    return false;
  }

  /** Whether what is above is still the folder that it was left for. */
  up(identity: string): boolean {
    const parent = unlessClosed(() => this.#folder.parent());
    if (parent === undefined) {
      return false;
    }
    this.#enter(parent);
    return identityOf(parent) === identity;
  }

  #enter(folder: Folder): void {
    this.#folder[Symbol.dispose]();
    this.#folder = folder;
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

function hasWayBack(folder: Folder): boolean {
  return unlessClosed(() => lstatSync(folder.at('..'))) !== undefined;
}

function identityOf(folder: Folder): string {
  const { dev, ino } = folder.stats();
  return `${dev} ${ino}`;
}

function unlessClosed<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) {
      return undefined;
    }
    throw error;
  }
}
