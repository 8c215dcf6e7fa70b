import type { CheckoutTests } from './checkoutTests.ts';
import type { Doors } from './doors.ts';
import type { OwnTestsRequest } from './ownTests.ts';
import type { SandboxLevel } from './runInfo.ts';
import type { ResolutionStrategy } from './settings.ts';

/**
 * One cell as work: plain JSON, so that a slot of this process and a worker elsewhere run the same. Which Python it runs
 * on is said by `interpreterBuild`; whoever runs the job has that interpreter.
 */
export interface CellJob {
  /** `colorama==0.4.6@3.11`, axes behind it as `;axis=value`. */
  readonly id: string;
  /** Short name of its folders: at most 8 characters, unique in the run. */
  readonly slug: string;
  /** Normalised name of the package under test. */
  readonly underTest: string;
  /** Normalised extras that are asked of it. */
  readonly extras: readonly string[];
  /** As the grid writes it, for people. */
  readonly python: string;
  /** `build` of its interpreter. */
  readonly interpreterBuild: string;
  /** The requirement that pins the release under test. */
  readonly roots: readonly string[];
  /** Requirements that are installed beside it. */
  readonly beside: readonly string[];
  /** Requirements of tools beside it: resolved with it, always to their newest releases. */
  readonly tools: readonly string[];
  /** Normalised names of source trees beside it, whose modules are imported too. */
  readonly imported: readonly string[];
  /** Which releases are tried first; `null`: as for the run. */
  readonly strategy: ResolutionStrategy | null;
  /** Only files uploaded before this moment (ISO 8601) count; `null`: all. */
  readonly asOf: string | null;
  /** In this order. */
  readonly steps: readonly StepRequest[];
  readonly around: Around;
  /** What is done for a release that does not work as it is; `null`: nothing. */
  readonly repair: Repair | null;
  readonly limits: CellLimits;
  readonly isolation: SandboxLevel;
  readonly doors: Doors;
}

/** One step of a cell, as asked for. */
export type StepRequest =
  | { readonly name: 'install' }
  /** Each module that the release installs for its users. */
  | { readonly name: 'import' }
  /** The release's own tests. */
  | { readonly name: 'own'; readonly tests: OwnTestsRequest }
  /** The tests of the source tree that the release under test was built from; in records they are its own tests. */
  | { readonly name: 'checkout'; readonly tests: CheckoutTests }
  | { readonly name: 'custom'; readonly test: CustomTest };

/** What `--repair` tries, in this order: all of it (`docs/tests.md`). */
export const repairs = ['setuptools', 'collections', 'importlib'] as const;

export type Repair = (typeof repairs)[number];

/** What is done around the tests of a cell. */
export interface Around {
  /** Commands for `sh -c`; `null`: none. */
  readonly before: string | null;
  readonly after: string | null;
  /** Patterns of the files in the working folder that are kept: `*` stands for any characters. */
  readonly artifacts: readonly string[];
}

export const nothingAround: Around = { before: null, after: null, artifacts: [] };

/** What the user wants to run in each cell. */
export type CustomTest = CustomFiles &
  (
    | {
        readonly kind: 'script';
        /** Name of a Python script, one of the files. */
        readonly name: string;
        readonly args: readonly string[];
      }
    /** For `sh -c`; `{python}` is the environment's Python, `{tests}` where the user's tests lie. */
    | { readonly kind: 'command'; readonly text: string; readonly tests?: string | undefined }
  );

/** What is copied into the cell's working folder. */
export interface CustomFiles {
  /** Files and folders by their absolute, real paths, with their names there. */
  readonly files: readonly { readonly path: string; readonly name: string }[];
  /** Links below them by path: those in whose place what they lead to is copied, by its absolute path. */
  readonly follow: Readonly<Record<string, string>>;
}

export interface CellLimits {
  readonly importMs: number;
  readonly customMs: number;
  /** Without a word in the log; `null`: as long as it likes. */
  readonly silenceMs: number | null;
  /** Bytes per log. */
  readonly outputBytes: number;
  /** Of physical memory, over all processes of a cell. */
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly tasks: number;
  /** Bytes that a step may add to the folders that it may write to. */
  readonly diskBytes: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** The slug of the cell of this place among those of a run that are not decided by the plan. */
export function slugOf(place: number): string {
  return `c${(place + 1).toString(36)}`;
}
