import { constants, copyFileSync, linkSync, statSync, utimesSync } from 'node:fs';
import { isErrno } from '../lib/isErrno.ts';
import type { Note } from '../model/storedWheel.ts';
import type { LinkMode } from './linkMode.ts';
import { tally } from '../lib/tally.ts';

/**
 * Brings store files into an environment. What the file system refuses (another device, too many links, no permission,
 * no shared blocks) falls through to a plain copy, with one note for all.
 */
export class FileLinker {
  #mode: LinkMode;
  #note: Note | undefined;

  constructor(mode: LinkMode) {
    this.#mode = mode;
  }

  /** How the next file will come in. */
  get mode(): LinkMode {
    return this.#mode;
  }

  get notes(): readonly Note[] {
    return this.#note === undefined ? [] : [this.#note];
  }

  /** Synchronous: a tight loop of `linkSync` was measured faster than any number of parallel `link` calls. */
  link(source: string, target: string): void {
    tally('links');
    switch (this.#mode) {
      case 'hardlink':
        this.#hardlink(source, target);
        break;
      case 'reflink':
        this.#reflink(source, target);
        break;
      case 'copy':
        copy(source, target, constants.COPYFILE_EXCL);
    }
  }

  #hardlink(source: string, target: string): void {
    try {
      linkSync(source, target);
    } catch (error) {
      if (isErrno(error, 'EMLINK')) {
        // Only this file has too many links.
        this.#fallBack('hard links', error);
      } else if (isErrno(error, 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) {
        this.#fallBack('hard links', error);
        this.#mode = 'copy';
      } else {
        throw error;
      }
      copy(source, target, constants.COPYFILE_EXCL);
    }
  }

  #reflink(source: string, target: string): void {
    try {
      copy(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    } catch (error) {
      if (
        !isErrno(error, 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EINVAL', 'ENOTTY', 'ENOSYS', 'EPERM')
      ) {
        throw error;
      }
      this.#fallBack('reflinks', error);
      this.#mode = 'copy';
      copy(source, target, constants.COPYFILE_EXCL);
    }
  }

  #fallBack(what: string, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    this.#note ??= {
      code: 'copied-files',
      text: `Store files were copied because the file system refused ${what} (${code})`,
      paths: [],
    };
  }
}

function copy(source: string, target: string, flags: number): void {
  copyFileSync(source, target, flags);
  // Byte-code is valid only for the modification time that it was compiled for.
  const { atime, mtime } = statSync(source);
  utimesSync(target, atime, mtime);
}
