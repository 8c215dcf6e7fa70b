import type { ProcessIdentity } from '../lib/processIdentity.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import type { Isolation } from '../process/isolation/isolation.ts';
import type { Cell } from '../model/cell.ts';

export type CustomTest =
  /** A Python script, by its path in the cell's working folder. */
  | { readonly kind: 'script'; readonly path: string }
  /** For `sh -c`; `{python}` is the environment's Python, `{tests}` where the user's tests lie. */
  | { readonly kind: 'command'; readonly text: string; readonly tests?: string | undefined };

export interface TestLimits {
  readonly importMs: number;
  readonly customMs: number;
  readonly silenceMs?: number | undefined;
  /** Bytes per log. */
  readonly outputBytes: number;
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** @internal */
export const defaultLimits: TestLimits = {
  importMs: 120_000,
  customMs: 600_000,
  outputBytes: 50_000_000,
  graceMs: 500,
};

/** The limits of each cell; `timeout`, in seconds, replaces those of both steps. */
export function testLimits(timeout: number | undefined): TestLimits {
  return timeout === undefined
    ? defaultLimits
    : { ...defaultLimits, importMs: timeout * 1000, customMs: timeout * 1000 };
}

/** Everything that the steps of one cell need to know. */
export interface TestPlan {
  readonly cell: Cell;
  /** Where the environment is incomplete or at odds with itself, one line each; empty when it is fine. */
  readonly problems: readonly string[];
  /** How long it took to put the environment together. */
  readonly installSeconds: number;
  /** Dotted names of the modules that the release installs for its users. */
  readonly modules: readonly string[];
  /** The extra that nobody asked for and that would bring a missing module (a dotted name). */
  readonly extraFor: (module: string) => Promise<string | undefined>;
  readonly custom: CustomTest | undefined;
  readonly limits: TestLimits;
  readonly isolation: Isolation;
  readonly folders: CellFolders;
  /** How many cores the cell may count as its own. */
  readonly share: number;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** The run's folder, and the folder inside it that takes the logs. */
  readonly runFolder: string;
  readonly logsFolder: string;
  readonly signal: AbortSignal;
  readonly onSpawn?: ((process: ProcessIdentity) => void) | undefined;
}
