import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Where the store keeps what: `docs/cache.md` describes the layout. A changed format gets a new bucket. */
export class CachePaths {
  readonly #cacheDir: string;
  /** This run's folder for what is unfinished, on the same file system as all the others. */
  readonly temporary: string;

  constructor(cacheDir: string, temporary: string) {
    this.#cacheDir = cacheDir;
    this.temporary = temporary;
  }

  /** The directory of an unpacked wheel: `files/`, `wheel.json`, `ok`. */
  wheel(sha256: string): string {
    return join(this.#cacheDir, 'wheels-v1', sha256.slice(0, 2), sha256);
  }

  sdist(sha256: string, filename: string): string {
    return join(this.#cacheDir, 'sdists-v1', sha256.slice(0, 2), sha256, filename);
  }

  built(digest: string): string {
    return join(this.#cacheDir, 'built-v1', digest.slice(0, 2), digest);
  }

  bytecode(sha256: string, variant: string): string {
    return join(this.#cacheDir, 'bytecode-v1', sha256.slice(0, 2), sha256, variant);
  }

  pointer(digest: string): string {
    return join(this.#cacheDir, 'pointers-v1', digest.slice(0, 2), `${digest}.json`);
  }

  /** A place for something damaged, out of everybody's way. */
  quarantine(name: string): string {
    return join(this.#cacheDir, 'quarantine', `${randomBytes(6).toString('hex')}-${name}`);
  }

  /** A fresh name in the folder for what is unfinished. */
  unfinished(): string {
    return join(this.temporary, randomBytes(16).toString('hex'));
  }
}
