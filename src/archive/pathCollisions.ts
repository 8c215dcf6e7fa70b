import { archiveError } from './archiveError.ts';
import type { Flaws } from './flaws.ts';

/** Finds paths of an archive that cannot all exist, here or on other file systems. */
export class PathCollisions {
  readonly #archive: string;
  readonly #flaws: Flaws;
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  /** By folded path, as it was first seen. */
  readonly #folded = new Map<string, string>();

  constructor({ archive, flaws }: { readonly archive: string; readonly flaws: Flaws }) {
    this.#archive = archive;
    this.#flaws = flaws;
  }

  /**
   * Adds a clean path that is not the same file as an earlier one. Notes two that are one where case or Unicode form does not
   * count. Throws SpipError `bad-archive` for a file where a folder is needed.
   */
  add(path: string, isFolder: boolean): void {
    if (this.#files.has(path) || (!isFolder && this.#folders.has(path))) {
      throw this.#blocked(path, path);
    }
    const added = [path];
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      if (this.#files.has(parent)) {
        throw this.#blocked(path, parent);
      }
      if (this.#folders.has(parent)) {
        break;
      }
      this.#folders.add(parent);
      added.push(parent);
    }
    (isFolder ? this.#folders : this.#files).add(path);
    this.#noteSimilar(added);
  }

  #blocked(path: string, by: string): Error {
    return archiveError(this.#archive, `\`${by}\` is both a file and a folder`, { entry: path });
  }

  #noteSimilar(paths: readonly string[]): void {
    for (const path of paths) {
      const key = foldedPath(path);
      const known = this.#folded.get(key);
      if (known === undefined) {
        this.#folded.set(key, path);
      } else if (known !== path) {
        this.#flaws.add('similar-paths', path);
        this.#flaws.add('similar-paths', known);
      }
    }
  }
}

function foldedPath(path: string): string {
  return /^[\x20-\x40\x5b-\x7e]*$/.test(path)
    ? path
    : path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');
}
