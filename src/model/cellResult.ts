import type { Cell } from './cell.ts';
import type { Note } from './storedWheel.ts';
import type { Verdict } from './verdict.ts';

export type StepName = 'install' | 'import' | 'own-tests' | 'custom';

export type StepState = 'pass' | 'fail' | 'no-tests' | 'limit' | 'skipped' | 'error';

/** What a step's processes used. */
export interface StepResources {
  readonly cpuSeconds: number;
  readonly maxRssBytes: number;
}

/** What a test runner counted. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  readonly failing: readonly string[];
}

export interface StepResult {
  readonly name: StepName;
  readonly state: StepState;
  /** The verdict that this step alone gives; `undefined` for pass and skipped. */
  readonly verdict: Verdict | undefined;
  /** One line for people; '' where there is nothing to say. */
  readonly message: string;
  readonly exitStatus: number | undefined;
  /** For example `SIGSEGV`. */
  readonly signal: string | undefined;
  readonly seconds: number;
  /** Path of the log relative to the run's folder; `undefined` where nothing ran. */
  readonly log: string | undefined;
  readonly tests: TestCounts | undefined;
  readonly resources: StepResources | undefined;
  readonly notes: readonly Note[];
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

export interface CellResult {
  readonly cell: Cell;
  readonly verdict: Verdict;
  /** Why, in one or more lines for people; '' for a clean pass. */
  readonly message: string;
  readonly hint: string | undefined;
  readonly seconds: number;
  /** Commit of the environment in the ledger; `undefined` if it never came to that. */
  readonly environment: string | undefined;
  readonly packages: readonly InstalledPackage[];
  readonly steps: readonly StepResult[];
  readonly notes: readonly Note[];
  /** Earlier attempts, oldest first; left out where the first one decided. */
  readonly attempts?: readonly CellResult[] | undefined;
}
