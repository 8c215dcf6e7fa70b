import type { DoorsRecord } from './doors.ts';
import type { TestsRecord } from './ownTests.ts';
import type { Note } from './storedWheel.ts';
import type { PackageSelection, SandboxLevel } from './runInfo.ts';
import type { Verdict } from './verdict.ts';

/** Version of the shapes below, for runs, events and the database alike. `docs/record.md` has the rules of change. */
export const recordVersion = 6;

/** The documented record of a run (`docs/report.schema.json`). Absent values are `null`; no field is left out. */
export interface RunRecord {
  readonly schema_version: typeof recordVersion;
  /** Version of spip. */
  readonly spip: string;
  readonly run: {
    readonly id: string;
    /** ISO 8601, UTC. */
    readonly started: string;
    readonly seconds: number;
    readonly jobs: number;
    readonly sandbox: SandboxLevel;
    /** What cells had of the machine. */
    readonly doors: DoorsRecord;
    readonly platform: string;
    /** `null`: the run did not come to its end. */
    readonly exit_status: number | null;
  };
  /** In the order of the plan. */
  readonly cells: readonly CellRecord[];
}

/** One place in the grid and what came of it: the only vocabulary of results. */
export type CellRecord = CellHead & CellOutcome;

/** Which cell it is: all that the plan knows for people. */
export interface CellHead {
  /** `colorama==0.4.6@3.11`, axes behind it as `;axis=value`. */
  readonly id: string;
  /** Normalised name. */
  readonly package: string;
  /** The requirement as the user wrote it, without credentials. */
  readonly requested: string;
  readonly extras: readonly string[];
  readonly version: string;
  readonly axes: Readonly<Record<string, string>>;
  /** Requirements that are installed beside it and are no axis: test runners and the like. */
  readonly tools: readonly string[];
  /** `3.11`, `3.13t`, `pypy3.10`. */
  readonly python: string;
  readonly interpreter: InterpreterRecord;
}

export interface InterpreterRecord {
  readonly path: string;
  readonly implementation: string;
  readonly version: string;
  readonly abiflags: string;
  /** Digest that identifies the build. */
  readonly build: string;
}

/** What came of a cell. */
export type CellOutcome = Verdict & {
  /** Why, in one or more lines for people; '' for a clean pass. */
  readonly message: string;
  readonly hint: string | null;
  readonly seconds: number;
  /** Commit in the ledger; `null` if it never came to that. */
  readonly environment: string | null;
  readonly packages: readonly InstalledPackage[];
  /** The other attempts, oldest first; empty where there was but one. */
  readonly attempts: readonly AttemptRecord[];
  readonly notes: readonly Note[];
  readonly steps: readonly StepRecord[];
  /** Where all of this was found, if not in this run. */
  readonly reused: ReusedFrom | null;
};

/** The earlier run whose verdict a cell has. */
export interface ReusedFrom {
  /** Its id. */
  readonly run: string;
  /** When it was found there: ISO 8601, UTC. */
  readonly decided: string;
}

/** A distribution that a cell's environment holds. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
  /** Whether the wheel was built here from the sdist `file`. */
  readonly built: boolean;
}

export type AttemptRecord = Verdict & {
  readonly message: string;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
};

/** In the order in which they run. */
export const stepNames = ['install', 'import', 'own', 'custom'] as const;

export type StepName = (typeof stepNames)[number];

export type StepState = 'pass' | 'fail' | 'no-tests' | 'limit' | 'skipped' | 'error';

export interface StepRecord {
  readonly name: StepName;
  readonly state: StepState;
  /** The reason that this step alone gives. */
  readonly reason: Verdict['reason'] | null;
  readonly exit_status: number | null;
  /** For example `SIGSEGV`. */
  readonly signal: string | null;
  readonly seconds: number;
  /** Relative to the run's folder; `null` where nothing ran. */
  readonly log: string | null;
  /** What its processes used. */
  readonly resources: {
    readonly cpu_seconds: number;
    /** Of the largest process. */
    readonly max_rss_bytes: number;
    /** Of all of them at a time; `null`: not measured. */
    readonly memory_bytes: number | null;
    /** What was added to the folders that it may write to. */
    readonly disk_bytes: number | null;
  } | null;
  /** What a step ran that knows its tests one by one; `null` for all others. */
  readonly tests: TestsRecord | null;
}

/** All that the reports of a run need beside the terminal. */
export interface StoredRun {
  readonly record: RunRecord;
  readonly selections: readonly PackageSelection[];
  /** Absolute folder of the run's logs. */
  readonly folder: string;
}

/** Seconds as the record has them: to the millisecond. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** The outcome of a cell that installed and tested nothing. */
export function unstartedOutcome(verdict: Verdict, message: string): CellOutcome {
  return {
    ...verdict,
    message,
    hint: null,
    seconds: 0,
    environment: null,
    packages: [],
    attempts: [],
    notes: [],
    steps: [],
    reused: null,
  };
}

/** The identity of a cell within a run. */
export function cellId(cell: Pick<CellHead, 'package' | 'version' | 'python' | 'axes'>): string {
  const axes = Object.entries(cell.axes)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([axis, value]) => `;${axis}=${value}`)
    .join('');
  return `${cell.package}==${cell.version}@${cell.python}${axes}`;
}
