import type { CellPhase } from './runEvent.ts';

/** What all cells together spent in one phase, in seconds. */
export interface PhaseShare {
  readonly phase: CellPhase;
  readonly seconds: number;
  /** The one that took longest. */
  readonly most: number;
  readonly cells: number;
}

/** What a run cost and what waited for what (`--profile`). Seconds since the process started. */
export interface ProfileFacts {
  readonly seconds: number;
  readonly plannedAfter: number | undefined;
  readonly firstTestAfter: number | undefined;
  /** Seconds from the end of the last test. */
  readonly afterLastTest: number | undefined;
  /** How many cells could test at once. */
  readonly slots: number;
  /** Share of the time from the first test to the last in which they did. */
  readonly slotsBusy: number | undefined;
  /** For each core of the machine, whoever used it, the share of the run in which it did nothing. */
  readonly coresIdle: readonly number[];
  /** In the order in which cells first came to them. */
  readonly phases: readonly PhaseShare[];
  readonly usage: {
    readonly userSeconds: number;
    readonly systemSeconds: number;
    /** Of the processes that it has started and that have ended, theirs included; `undefined` where the system does not say. */
    readonly childSeconds: number | undefined;
    /** The most that was resident. */
    readonly maxRssBytes: number;
    /** Calls of read(2), write(2) and the like, and their bytes; `undefined` where the system does not say. */
    readonly io:
      | {
          readonly reads: number;
          readonly readBytes: number;
          readonly writes: number;
          readonly writtenBytes: number;
        }
      | undefined;
  };
  /** How often: processes started, files linked, entries removed, transactions of the database, requests to indexes. */
  readonly counts: Readonly<
    Record<'processes' | 'links' | 'removals' | 'transactions' | 'requests', number>
  >;
}
