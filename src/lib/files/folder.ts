import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
} from 'node:fs';
import type { Stats } from 'node:fs';

/** A name as the file system has it, any bytes but `/` and NUL; as a string where it is UTF-8. */
export type EntryName = string | Buffer;

/** Whether a text that somebody else gave names an entry of a folder, and nothing outside. */
export function isEntryName(text: string): boolean {
  return (
    text !== '' &&
    text !== '.' &&
    text !== '..' &&
    !/[/\0]/.test(text) &&
    Buffer.byteLength(text) < 256
  );
}

export interface FolderEntry {
  readonly name: EntryName;
  /** Links to folders are none. */
  readonly isFolder: boolean;
}

/** Opens a place and neither reads it nor asks whether that is allowed (open(2)); Node has no name for it. */
const opensPath = 0o10000000;

/** Whether what lies in an open folder can be named by its descriptor: elsewhere its path must do. */
const hasDescriptorPaths = process.platform === 'linux' && existsSync('/proc/self/fd');

/**
 * An open folder, and what lies in it, named by descriptor: whoever renames the folder, or puts a link in the place of
 * one above it, cannot lead astray what is done with it. For folders that untrusted code could write to. Where there is
 * no `/proc` it goes by path: links that are there before are still not followed.
 */
export class Folder implements Disposable {
  readonly #descriptor: number | undefined;
  readonly #path: EntryName;

  /** @throws the error of the system: ENOTDIR for anything that is no folder, a link to one included */
  static open(path: EntryName): Folder {
    return new Folder(path);
  }

  private constructor(path: EntryName) {
    const { O_DIRECTORY, O_NOFOLLOW } = constants;
    if (hasDescriptorPaths) {
      this.#descriptor = openSync(path, opensPath | O_DIRECTORY | O_NOFOLLOW);
      this.#path = `/proc/self/fd/${this.#descriptor}`;
    } else {
      this.#path = path;
      if (!lstatSync(path).isDirectory()) {
        throw Object.assign(new Error(`ENOTDIR: not a folder: ${path.toString()}`), {
          code: 'ENOTDIR',
        });
      }
    }
  }

  /** What calls that follow no link themselves may take for the path of an entry; while the folder is open. */
  at(name: EntryName): EntryName {
    return typeof name === 'string' && typeof this.#path === 'string'
      ? `${this.#path}/${name}`
      : Buffer.concat([Buffer.from(this.#path), Buffer.from('/'), Buffer.from(name)]);
  }

  /** A folder in it; errors as of `open`. */
  folder(name: EntryName): Folder {
    return new Folder(this.at(name));
  }

  /** The folder that it lies in now. */
  parent(): Folder {
    return this.folder('..');
  }

  entries(): readonly FolderEntry[] {
    const read = readdirSync(this.#path, { withFileTypes: true });
    // Bytes that are no UTF-8 become this character, which no other name has.
    const found = read.some(({ name }) => name.includes('\u{fffd}'))
      ? readdirSync(this.#path, { encoding: 'buffer', withFileTypes: true })
      : read;
    return found.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }

  stats(): Stats {
    return this.#descriptor === undefined ? lstatSync(this.#path) : fstatSync(this.#descriptor);
  }

  /** Lets its owner list it, search it and write to it again. */
  unlock(): void {
    if ((this.stats().mode & 0o700) !== 0o700) {
      // By descriptor this is a link that the kernel itself keeps, to this very folder.
      chmodSync(this.#path, 0o700);
    }
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) {
      closeSync(this.#descriptor);
    }
  }
}
