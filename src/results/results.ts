import type { DatabaseSync } from 'node:sqlite';
import { SpipError } from '../lib/spipError.ts';
import type { CellJob } from '../model/cellJob.ts';
import type { MemoryPeak } from '../model/memoryPeak.ts';
import type { CellRecord, StoredRun } from '../model/record.ts';
import { removeRuns, usedEnvironments } from './pruneRuns.ts';
import type { RunSummary } from '../model/runSummary.ts';
import type { PackageCounts } from './readRuns.ts';
import { listRuns, readDurations, readJob, readPeaks, readRun, readTrends } from './readRuns.ts';
import { guarded } from './sqliteFailure.ts';
import type { EarlierState, KeptVerdict } from './readVerdict.ts';
import { earlierState, verdictReader } from './readVerdict.ts';
import type { DecidedCell, NewRun, RunWriter } from './writeRun.ts';
import { openRunWriter } from './writeRun.ts';

/** The database of runs. What was saved survives the death of the process. */
export class Results {
  readonly #database: DatabaseSync;
  readonly #path: string;
  #writer: RunWriter | undefined;
  /** Not stored yet: also what found no room, which is tried again. */
  #waiting: readonly CellRecord[] = [];
  #decided: readonly DecidedCell[] = [];
  #untold: readonly (() => void)[] = [];
  #scheduled = false;
  #readVerdict: ReturnType<typeof verdictReader> | undefined;

  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.#path = path;
  }

  /** Stores a run with its plan. One run per opened database. */
  begin(run: NewRun): void {
    if (this.#writer !== undefined) {
      throw new Error(`A run was begun already: ${run.run.id}`);
    }
    this.#writer = guarded(this.#path, () => openRunWriter(this.#database, run));
  }

  /**
   * Stores the outcome of a cell, together with others that end in the same moment. `tell` is called when it is stored,
   * with the verdicts that were to be kept before it: what people have seen no kill takes back. Also where that failed,
   * which the end of the run says.
   */
  saveCell(cell: CellRecord, tell: () => void = () => undefined): void {
    this.#waiting = [...this.#waiting, cell];
    this.#untold = [...this.#untold, tell];
    this.#schedule();
  }

  /** Keeps what a key came to in the run that was begun, for later runs. */
  saveVerdict(decided: DecidedCell): void {
    this.#decided = [...this.#decided, decided];
    this.#schedule();
  }

  /** Stores what waits, and tells of it. */
  settle(): void {
    try {
      this.#flush();
    } catch {
      // It waits for the next one; the end of the run says so if it still fails.
    }
    const untold = this.#untold;
    this.#untold = [];
    untold.forEach((tell) => tell());
  }

  /** What is known of a key; `undefined` also where runs came to different states. */
  verdict(key: string): KeptVerdict | undefined {
    return guarded(this.#path, () => {
      this.#readVerdict ??= verdictReader(this.#database);
      return this.#readVerdict(key);
    });
  }

  /** The last state that was stored under a key, also where runs came to different ones. */
  earlierState(key: string): EarlierState | undefined {
    return guarded(this.#path, () => earlierState(this.#database, key));
  }

  /** Stores what is left and how the run ended. Throws if that fails, or a cell still cannot be stored. */
  finish(end: { readonly seconds: number; readonly exitStatus: number }): void {
    try {
      this.#flush();
    } catch (error) {
      // Told now, so not once more when the database is closed.
      this.#waiting = [];
      this.#decided = [];
      throw error;
    }
    guarded(this.#path, () => this.#begun().finish(end));
  }

  /** Earlier runs, newest first. */
  runs(options: { readonly limit: number }): readonly RunSummary[] {
    return guarded(this.#path, () => listRuns(this.#database, options.limit));
  }

  /** How each package fared in the newest runs, oldest first. */
  trends(options: { readonly limit: number }): readonly PackageCounts[] {
    return guarded(this.#path, () => readTrends(this.#database, options.limit));
  }

  /**
   * One run by its id, the beginning of its id, or `last`.
   *
   * @throws SpipError `not-found` if there is none, or more than one.
   */
  show(which: string): StoredRun {
    return guarded(this.#path, () => readRun(this.#database, which));
  }

  /** What was to run in a cell of a run; `undefined`: nothing, or it was not kept. Throws as `show`. */
  job(run: string, cell: string): CellJob | undefined {
    return guarded(this.#path, () => readJob(this.#database, run, cell));
  }

  /** How long each of these cells took when it last came to its end, in seconds. */
  durations(cells: readonly string[]): ReadonlyMap<string, number> {
    return guarded(this.#path, () => readDurations(this.#database, cells));
  }

  /** The most memory that each step of these packages has taken in any run. */
  peaks(packages: ReadonlySet<string>): readonly MemoryPeak[] {
    return guarded(this.#path, () => readPeaks(this.#database, packages));
  }

  /** Forgets runs and their cells. */
  remove(ids: readonly string[]): void {
    guarded(this.#path, () => removeRuns(this.#database, ids));
  }

  /** Commits of all environments that stored cells ran in. */
  environments(): ReadonlySet<string> {
    return guarded(this.#path, () => usedEnvironments(this.#database));
  }

  close(): void {
    try {
      this.#flush();
    } finally {
      this.#database.close();
    }
  }

  #schedule(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.settle();
      });
    }
  }

  #flush(): void {
    const [cells, decided] = [this.#waiting, this.#decided];
    if (cells.length + decided.length > 0) {
      guarded(this.#path, () => this.#begun().save(cells, decided));
      this.#waiting = [];
      this.#decided = [];
    }
  }

  #begun(): RunWriter {
    if (this.#writer === undefined) {
      throw new SpipError('internal', 'Expected a run to be begun before its cells are saved');
    }
    return this.#writer;
  }
}
