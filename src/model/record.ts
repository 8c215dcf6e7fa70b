import type { StepName, StepState } from './cellResult.ts';
import type { SandboxLevel } from './runEvent.ts';
import type { Note } from './storedWheel.ts';
import type { Verdict } from './verdict.ts';

/** The documented record of a run (`docs/report.schema.json`). Absent values are `null`; no field is left out. */
export interface RunRecord {
  readonly schema_version: 1;
  /** Version of spip. */
  readonly spip: string;
  readonly run: {
    readonly id: string;
    /** ISO 8601, UTC. */
    readonly started: string;
    readonly seconds: number;
    readonly jobs: number;
    readonly sandbox: SandboxLevel;
    readonly platform: string;
    /** `null`: the run did not come to its end. */
    readonly exit_status: number | null;
  };
  /** In the order of the plan. */
  readonly cells: readonly CellRecord[];
}

export type CellRecord = Verdict & {
  /** `colorama==0.4.6@3.11`, axes behind it as `;axis=value`. */
  readonly id: string;
  /** Normalised name. */
  readonly package: string;
  readonly requested: string;
  readonly extras: readonly string[];
  readonly version: string;
  readonly axes: Readonly<Record<string, string>>;
  /** `3.11`, `3.13t`, `pypy3.10`. */
  readonly python: string;
  readonly interpreter: {
    readonly path: string;
    readonly implementation: string;
    readonly version: string;
    readonly abiflags: string;
    /** Digest that identifies the build. */
    readonly build: string;
  };
  readonly message: string;
  readonly hint: string | null;
  readonly seconds: number;
  /** Commit in the ledger. */
  readonly environment: string | null;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly file: string;
    readonly sha256: string;
    readonly built: boolean;
  }[];
  /** Earlier attempts, oldest first; empty where the first one decided. */
  readonly attempts: readonly AttemptRecord[];
  /** The run whose verdict was taken over. */
  readonly reused: string | null;
  readonly notes: readonly Note[];
  readonly steps: readonly StepRecord[];
};

type AttemptRecord = Verdict & {
  readonly message: string;
  readonly seconds: number;
  readonly steps: readonly StepRecord[];
};

export interface StepRecord {
  readonly name: StepName;
  readonly state: StepState;
  readonly reason: Verdict['reason'] | null;
  readonly exit_status: number | null;
  readonly signal: string | null;
  readonly seconds: number;
  /** Relative to the run's folder. */
  readonly log: string | null;
  readonly tests: {
    readonly passed: number;
    readonly failed: number;
    readonly errors: number;
    readonly skipped: number;
    readonly failing: readonly string[];
  } | null;
  readonly resources: {
    readonly cpu_seconds: number;
    readonly max_rss_bytes: number;
  } | null;
}
