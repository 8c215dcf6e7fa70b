import type { DistFile } from './distFile.ts';

/** What is said of the tests of a release in the place of what would be found. `null`: nothing. */
export interface TestOverrides {
  readonly runner: 'pytest' | 'unittest' | null;
  /** Below the root of the sdist. */
  readonly paths: readonly string[] | null;
  /** Requirements of the tests. */
  readonly requires: readonly string[] | null;
  /** Arguments of the runner. */
  readonly args: readonly string[] | null;
  readonly env: Readonly<Record<string, string>> | null;
}

/** What a cell is asked to run of its release's own tests. */
export interface OwnTestsRequest {
  /** The release's sdist; `null` where it has none. */
  readonly sdist: DistFile | null;
  /** In which environment they run. */
  readonly rung: Rung;
  /** When the release was uploaded, ISO 8601; `null` where its index does not tell. */
  readonly released: string | null;
  /** Commits of environments in which they ran already. */
  readonly tried: readonly string[];
  /** Requirements (`--test-with`) beside what the release says that its tests need. */
  readonly beside: readonly string[];
  /** What the user says, before the sdist may. */
  readonly overrides: TestOverrides;
  /** Whether those of its repository are asked for, where it has none itself. */
  readonly git?: boolean | undefined;
}

/**
 * Environments of tests, in the order in which they are tried: requirements as declared, newest; the same without upper
 * bounds; as of the release's own date; with the pytest of that time.
 */
export type Rung = 'declared' | 'unpinned' | 'as-of-release' | 'older-pytest';

/** What was run of a release's own tests, and what came of it: plain JSON, as the record has it. */
export interface TestsRecord {
  readonly runner: 'pytest' | 'unittest';
  /** By which rule of `docs/tests.md` they were found. */
  readonly rule: string;
  readonly from: 'wheel' | 'sdist' | 'checkout' | 'git';
  /** Below site-packages where they are from the wheel, else below the root of the sdist. */
  readonly paths: readonly string[];
  readonly environment: Rung;
  readonly requirements: {
    /** Where they stand: `dependency group test`; '' where the release says nothing. */
    readonly source: string;
    readonly asked: readonly string[];
    /** What was asked for and is not installed. */
    readonly left_out: readonly string[];
  };
  readonly counts: TestCounts;
  /** The first of them; `more_failing` says how many others there are. */
  readonly failing: readonly FailingTest[];
  readonly more_failing: number;
  /** Why tests were skipped, the most frequent reasons first. */
  readonly skips: readonly { readonly reason: string; readonly count: number }[];
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  /** What failed before or after a test, and what could not be collected. */
  readonly errors: number;
  readonly skipped: number;
  readonly xfailed: number;
  /** Expected to fail, and passed. */
  readonly xpassed: number;
}

export interface FailingTest {
  /** As its runner names it. */
  readonly test: string;
  readonly kind: 'failed' | 'error' | 'collection';
  /** Name of the exception's type; '' where it is not known. */
  readonly exception: string;
  readonly message: string;
  /** What of the surroundings it failed for, and not for the release; `null`: nothing that is known. */
  readonly cause: TestCause | null;
}

export type TestCause =
  | 'network'
  | 'read-only'
  | 'privileges'
  | 'python-build'
  | 'missing-module'
  | 'missing-fixture'
  | 'other-runner'
  | 'absent-file'
  | 'hidden-file';
