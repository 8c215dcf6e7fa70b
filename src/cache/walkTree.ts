import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Folder } from '../lib/files/folder.ts';
import type { EntryName } from '../lib/files/folder.ts';
import { isErrno } from '../lib/isErrno.ts';

// Folders per turn of the event loop, some 10 ms.
const turn = 64;

/**
 * Tells of each file and folder of a tree, itself included; nothing where nothing is. Follows no link, goes by
 * descriptor, and only one folder is open at a time, however deep the tree is. What may not be read is passed over.
 */
export async function walkTree(path: string, visit: (stats: Stats) => void): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return;
  }
  visit(stats);
  if (stats.isDirectory()) {
    using walk = new Walk(path, visit);
    for (let done = 1; walk.step(); done += 1) {
      if (done % turn === 0) {
        await setImmediate();
      }
    }
  }
}

interface Level {
  /** Folders that are still to be entered. */
  readonly names: EntryName[];
  /** Tells the folder from one that was put in its place. */
  readonly identity: string;
}

class Walk implements Disposable {
  readonly #visit: (stats: Stats) => void;
  readonly #levels: Level[];
  #folder: Folder;

  constructor(path: string, visit: (stats: Stats) => void) {
    this.#visit = visit;
    this.#folder = Folder.open(path);
    this.#levels = [this.#look(this.#folder)];
  }

  /** Goes into the next folder, or up; `false` at the end. */
  step(): boolean {
    const level = this.#levels.at(-1);
    const name = level?.names.pop();
    if (name === undefined) {
      this.#levels.pop();
      return this.#up();
    }
    const below = unlessClosed(() => this.#folder.folder(name));
    if (below !== undefined && hasWayBack(below)) {
      this.#enter(below);
      this.#levels.push(this.#look(below));
    } else {
      below?.[Symbol.dispose]();
    }
    return true;
  }

  /** Ends the walk where the way back is lost because somebody moves what is walked. */
  #up(): boolean {
    const above = this.#levels.at(-1);
    const parent = above && unlessClosed(() => this.#folder.parent());
    if (parent === undefined) {
      return false;
    }
    this.#enter(parent);
    return identityOf(parent) === above?.identity;
  }

  #enter(folder: Folder): void {
    this.#folder[Symbol.dispose]();
    this.#folder = folder;
  }

  #look(folder: Folder): Level {
    const names: EntryName[] = [];
    for (const { name, isFolder } of unlessClosed(() => folder.entries()) ?? []) {
      const stats = unlessClosed(() => lstatSync(folder.at(name)));
      if (stats !== undefined) {
        this.#visit(stats);
      }
      if (isFolder && stats !== undefined) {
        names.push(name);
      }
    }
    return { names, identity: identityOf(folder) };
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
