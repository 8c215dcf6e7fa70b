import { utimesSync } from 'node:fs';

/**
 * Notes when entries were last used, for removal by least recent use: the time of the entry's own folder, whose files
 * keep theirs. One system call per entry and process.
 */
export class UseStamps {
  readonly #stamped = new Set<string>();
  readonly #now: () => number;

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  stamp(folder: string): void {
    if (this.#stamped.has(folder)) {
      return;
    }
    this.#stamped.add(folder);
    const seconds = this.#now() / 1000;
    try {
      utimesSync(folder, seconds, seconds);
    } catch {
      // A cache that may only be read, or an entry that is just gone: an estimate is lost.
    }
  }
}
