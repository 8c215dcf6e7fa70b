import type { Around, CellLimits, CustomFiles, CustomTest, Repair } from '../model/cellJob.ts';
import type { Doors } from '../model/doors.ts';
import type { TestsRecord } from '../model/ownTests.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';
import type { CellFolders } from '../process/isolation/cellFolders.ts';
import type { ControlGroups } from '../process/usage/controlGroups.ts';
import type { Cover, Isolation, IsolatedCommand } from '../process/isolation/isolation.ts';

/** @internal */
export const defaultLimits: CellLimits = {
  importMs: 120_000,
  customMs: 600_000,
  silenceMs: null,
  outputBytes: 50_000_000,
  memoryBytes: 8_000_000_000,
  tasks: 2000,
  diskBytes: 10_000_000_000,
  graceMs: 500,
};

/** What was asked for, in the units of options: seconds and bytes. */
export interface AskedLimits {
  /** Of both steps. */
  readonly timeout: number | undefined;
  readonly silenceTimeout: number | undefined;
  readonly maxOutput: number | undefined;
  readonly maxMemory: number | undefined;
  readonly maxProcesses: number | undefined;
  readonly maxDisk: number | undefined;
}

/** The limits of each cell; where nothing is said of memory, it is no more than three quarters of the machine's. */
export function testLimits(asked: AskedLimits, machineBytes: number): CellLimits {
  const milliseconds = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : seconds * 1000;
  return {
    ...defaultLimits,
    importMs: milliseconds(asked.timeout) ?? defaultLimits.importMs,
    customMs: milliseconds(asked.timeout) ?? defaultLimits.customMs,
    silenceMs: milliseconds(asked.silenceTimeout) ?? defaultLimits.silenceMs,
    outputBytes: asked.maxOutput ?? defaultLimits.outputBytes,
    memoryBytes: asked.maxMemory ?? Math.min(defaultLimits.memoryBytes, (machineBytes * 3) / 4),
    tasks: asked.maxProcesses ?? defaultLimits.tasks,
    diskBytes: asked.maxDisk ?? defaultLimits.diskBytes,
  };
}

/** What a release has to do with pytest: nothing of its tests speaks of it, they do, or it is a plugin of it. */
export type PytestTie = 'none' | 'tests' | 'plugin';

/** The release's own tests, ready to be run in a cell. */
export interface OwnTests {
  readonly runner: 'pytest' | 'unittest';
  /** Whether unittest runs them where pytest finds none. */
  readonly fallback: boolean;
  readonly rule: string;
  readonly from: TestsRecord['from'];
  /** As the record names them. */
  readonly paths: readonly string[];
  /** Below the environment's prefix where they are from the wheel, else below the working folder. */
  readonly targets: readonly string[];
  /** What is copied into the working folder, in this order, and the folders that it lies in. */
  readonly files: CustomFiles['files'];
  readonly readOnly: readonly string[];
  /** Files of the sdist that are not placed, and folders of tests: a file that is missed there was never the release's to make. */
  readonly notPlaced: readonly string[];
  /** Folders below the working folder with copies of installed packages: what is imported from there is the release. */
  readonly copies: readonly string[];
  /** Further arguments of the runner, and variables. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file that holds the project's configuration of pytest; `undefined` where it has none. */
  readonly config: string | undefined;
  readonly pytestTie: PytestTie;
  /** Plugins that its configuration has options of: `xdist`, `cov`, `randomly`. */
  readonly configured: readonly string[];
  /** Modules that its files import only where they are there. */
  readonly guarded: readonly string[];
  readonly environment: TestsRecord['environment'];
  readonly requirements: TestsRecord['requirements'];
  /** Where the targets are programs: the folder that they start in, '' for the working folder, `null` for their own. */
  readonly script?:
    | { readonly folder: string | null; readonly args: readonly string[] }
    | undefined;
  /** What a program of the project runs, where that runner cannot; `undefined`: there is no such program. */
  readonly byScript?: OwnTests | undefined;
  /** The same beside copies of what is installed, where its sources lie in the sdist; `undefined`: nowhere. */
  readonly inTree?: OwnTests | undefined;
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
    /** What it is made of outside of that. */
    readonly elsewhere: readonly string[];
    /** Modules of the standard library that it was built without. */
    readonly lacks: readonly string[];
  };
  /** Where the environment is incomplete or at odds with itself, one line each; empty when it is fine. */
  readonly problems: readonly string[];
  /** How long it took to put the environment together. */
  readonly installSeconds: number;
  /** Dotted names of the modules that the release installs for its users. */
  readonly modules: readonly string[];
  /** Whether each of them is imported on its own. */
  readonly imports: boolean;
  /** The extra that nobody asked for and that would bring a missing module (a dotted name). */
  readonly extraFor: (module: string) => Promise<string | undefined>;
  /** `undefined`: nobody asked for them; `none`: there are none. */
  readonly own?: OwnTests | 'none' | undefined;
  readonly custom: CustomTest | undefined;
  readonly around: Around;
  readonly repair: Repair | null;
  readonly limits: CellLimits;
  /** Where the kernel can be made to keep them too. */
  readonly groups?: Pick<ControlGroups, 'open'> | undefined;
  readonly isolation: Isolation;
  readonly doors: Doors;
  /** What is shown in the place of files of the environment. */
  readonly covers: readonly Cover[];
  /** Whether the steps may write to their environment, where a layer takes it. */
  readonly layered: boolean;
  /** New: no code of a release has run there. */
  readonly folders: CellFolders;
  /** Folder of the tools that stand behind the environment's own on PATH; `undefined`: all that the system has. */
  readonly tools: string | undefined;
  /** Pythons of the system that a sandbox shows otherwise. */
  readonly replaced?: IsolatedCommand['replaced'];
  /** How many cores the cell may count as its own. */
  readonly share: number;
  /** The run's folder, and the folder inside it that takes the logs. */
  readonly runFolder: string;
  readonly logsFolder: string;
  readonly signal: AbortSignal;
  /** Waited for before anything of the release runs; what supervises it may start before. Left out: at once. */
  readonly turn?: (() => Promise<void>) | undefined;
  readonly onSpawn?: ((process: ProcessIdentity) => void) | undefined;
}
