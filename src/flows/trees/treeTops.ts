import { lstatSync, readlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { Folder, isEntryName } from '../../lib/files/folder.ts';
import { NotRegular, readRegularFile } from '../../lib/files/regularFile.ts';
import { isErrno, isMissing } from '../../lib/isErrno.ts';
import type { PlacedFile } from './repositoryFiles.ts';
import { unreadable } from './unreadable.ts';

/** Bytes of one file of a source tree, which is packed in memory. */
const mostBytes = 2 ** 31;

/**
 * The folders that the files of a source tree lie in: itself, and where its repository says that it keeps more. The tree
 * of another user gets nothing of a repository that is not his: where it lies is only his word.
 */
export class TreeTops implements Disposable {
  readonly #tree: Folder;
  readonly #folders: Map<string, Folder | undefined>;

  constructor(tree: string) {
    // The user has named it: with the dot a link is followed.
    this.#tree = Folder.open(`${tree}/.`);
    this.#folders = new Map([[tree, this.#tree]]);
  }

  /**
   * `undefined` where no way leads to it without a link.
   *
   * @throws SpipError `invalid-requirement`
   */
  place({ top, path }: PlacedFile): TreePlace | undefined {
    const names = path.split('/');
    const folder = names.every(isEntryName) ? this.#top(top) : undefined;
    return folder && TreePlace.find(folder, names, join(top, path));
  }

  #top(path: string): Folder | undefined {
    if (!this.#folders.has(path)) {
      const folder = ifThere(() => Folder.open(path), path);
      const { uid } = this.#tree.stats();
      const isTheirs = uid === process.getuid?.() || uid === folder?.stats().uid;
      this.#folders.set(path, isTheirs ? folder : undefined);
      if (!isTheirs) {
        folder?.[Symbol.dispose]();
      }
    }
    return this.#folders.get(path);
  }

  [Symbol.dispose](): void {
    this.#folders.forEach((folder) => folder?.[Symbol.dispose]());
  }
}

/** Where something of a tree lies, or lay a moment ago: its folder stays open. */
class TreePlace implements Disposable {
  readonly #folder: Folder;
  readonly #name: string;
  readonly #shown: string;

  static find(top: Folder, names: readonly string[], shown: string): TreePlace | undefined {
    let folder: Folder | undefined = top.folder('.');
    for (const name of names.slice(0, -1)) {
      using above: Folder = folder;
      folder = ifThere(() => above.folder(name), shown);
      if (folder === undefined) {
        return undefined;
      }
    }
    return new TreePlace(folder, names.at(-1) ?? '', shown);
  }

  private constructor(folder: Folder, name: string, shown: string) {
    this.#folder = folder;
    this.#name = name;
    this.#shown = shown;
  }

  /** Of the link itself, where it is one; `undefined` where nothing is. */
  stats(): Stats | undefined {
    return ifThere(() => lstatSync(this.#folder.at(this.#name)), this.#shown);
  }

  /** What a link leads to; `undefined` where there is none any more. */
  target(): string | undefined {
    return ifThere(() => readlinkSync(this.#folder.at(this.#name)), this.#shown);
  }

  /**
   * The content of a regular file; `undefined` where it is gone.
   *
   * @throws SpipError `invalid-requirement` for anything else
   */
  async read(): Promise<Buffer | undefined> {
    try {
      return await readRegularFile({ folder: this.#folder, name: this.#name, most: mostBytes });
    } catch (error) {
      if (!(error instanceof NotRegular)) {
        throw error;
      }
      if (error.found === 'nothing') {
        return undefined;
      }
      throw unreadable(this.#shown, error.found, error);
    }
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** What a call gives; `undefined` where there is nothing. */
function ifThere<T>(call: () => T, shown: string): T | undefined {
  try {
    return call();
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    if (isErrno(error, 'EACCES')) {
      throw unreadable(shown, 'a folder that is closed', error);
    }
    // What was a link a moment ago.
    throw isErrno(error, 'EINVAL') ? unreadable(shown, 'what changes meanwhile', error) : error;
  }
}
