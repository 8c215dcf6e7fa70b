import type { CellLimits, CustomTest } from '../model/cellJob.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import type { Isolation } from '../process/isolation/isolation.ts';

/** @internal */
export const defaultLimits: CellLimits = {
  importMs: 120_000,
  customMs: 600_000,
  outputBytes: 50_000_000,
  graceMs: 500,
};

/** The limits of each cell; `timeout`, in seconds, replaces those of both steps. */
export function testLimits(timeout: number | undefined): CellLimits {
  return timeout === undefined
    ? defaultLimits
    : { ...defaultLimits, importMs: timeout * 1000, customMs: timeout * 1000 };
}

/** Everything that the steps of one cell need to know. */
export interface TestPlan {
  /** `colorama==0.4.6@3.11`. */
  readonly id: string;
  /** Short name of its logs. */
  readonly slug: string;
  /** The base of its environment. */
  readonly python: {
    readonly executable: string;
    readonly basePrefix: string;
    /** Modules of the standard library that it was built without. */
    readonly lacks: readonly string[];
  };
  /** Where the environment is incomplete or at odds with itself, one line each; empty when it is fine. */
  readonly problems: readonly string[];
  /** How long it took to put the environment together. */
  readonly installSeconds: number;
  /** Dotted names of the modules that the release installs for its users. */
  readonly modules: readonly string[];
  /** The extra that nobody asked for and that would bring a missing module (a dotted name). */
  readonly extraFor: (module: string) => Promise<string | undefined>;
  readonly custom: CustomTest | undefined;
  readonly limits: CellLimits;
  readonly isolation: Isolation;
  /** New: no code of a release has run there. */
  readonly folders: CellFolders;
  /** Folder of the tools that stand behind the environment's own on PATH; `undefined`: all that the system has. */
  readonly tools: string | undefined;
  /** How many cores the cell may count as its own. */
  readonly share: number;
  /** The run's folder, and the folder inside it that takes the logs. */
  readonly runFolder: string;
  readonly logsFolder: string;
  readonly signal: AbortSignal;
  readonly onSpawn?: ((process: ProcessIdentity) => void) | undefined;
}
