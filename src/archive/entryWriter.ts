import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { archiveError } from './archiveError.ts';
import type { SourceEntry } from './planTar.ts';

export interface WriterOptions {
  /** Of the archive, for messages. */
  readonly filename: string;
  /** An empty directory, or one that does not exist. */
  readonly destination: string;
}

/** What of an entry matters when it has been written. */
export type WrittenEntry = Omit<SourceEntry, 'data'>;

/** Writes the entries of an archive below a folder, each path once, and never through a link. */
export class EntryWriter {
  readonly #options: WriterOptions;
  readonly #made = new Set<string>();
  readonly #written: WrittenEntry[] = [];

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** In order, the archive's own top left out. */
  get written(): readonly WrittenEntry[] {
    return this.#written;
  }

  /** Writes an entry whose path is clean. */
  async write({ data, ...entry }: SourceEntry): Promise<void> {
    const { destination, filename } = this.#options;
    const path = join(destination, entry.path);
    if (entry.path !== '') {
      this.#written.push(entry);
    }
    await this.#directory(entry.kind === 'directory' ? path : dirname(path));
    try {
      if (entry.kind === 'symlink') {
        await symlink(entry.target, path);
      } else if (entry.kind === 'file') {
        await writeFile(path, data, { flag: 'wx', mode: entry.executable ? 0o755 : 0o644 });
      }
    } catch (error) {
      if (isErrno(error, 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG')) {
        throw archiveError(filename, 'it collides with another entry or its name is too long', {
          entry: entry.path,
          cause: error,
        });
      }
      throw error;
    }
  }

  async #directory(path: string): Promise<void> {
    if (this.#made.has(path)) {
      return;
    }
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      if (isErrno(error, 'EEXIST', 'ENOTDIR')) {
        throw archiveError(this.#options.filename, 'a file of it is also used as a directory', {
          entry: path.slice(this.#options.destination.length + 1),
          cause: error,
        });
      }
      throw error;
    }
    this.#made.add(path);
  }
}
