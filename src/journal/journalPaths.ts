import { join } from 'node:path';
import { runFolders } from '../cache/runFolders.ts';

/** Where a run's traces lie. Only live and crashed runs have a file in `journals`: a sweep reads no others. */
export class JournalPaths {
  readonly #dataDir: string;
  readonly #cacheDir: string;

  constructor({ dataDir, cacheDir }: { readonly dataDir: string; readonly cacheDir: string }) {
    this.#dataDir = dataDir;
    this.#cacheDir = cacheDir;
  }

  get liveFolder(): string {
    return join(this.#dataDir, 'journals');
  }

  live(run: string): string {
    return join(this.liveFolder, run);
  }

  /** Folder of the run's record; only a run that is recorded has one. */
  record(run: string): string {
    return join(this.#dataDir, 'runs', run);
  }

  archived(run: string): string {
    return join(this.record(run), 'journal');
  }

  /** Folders that belong to the run alone. */
  ownFolders(run: string): readonly string[] {
    return runFolders(this.#cacheDir, run);
  }

  /** Where the own folders of all runs lie. */
  get cacheFolders(): readonly string[] {
    return runFolders(this.#cacheDir);
  }
}

/** The key of the lock that a run holds for its life: whoever can take it knows that the run is dead. */
export function runLockKey(run: string): string {
  return `run-${run}`;
}
