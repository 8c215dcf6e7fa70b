import type { Distribution } from '../../envs/lockText.ts';
import type { Materialised } from '../../envs/materialised.ts';
import type { SpipError } from '../../lib/spipError.ts';
import type { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { StepResult } from '../../testrun/stepResult.ts';
import type { TestRequirements } from '../../owntests/testRequirements.ts';
import type { Clock } from '../../model/context.ts';
import type { Lock } from '../../model/lock.ts';
import type { CellOutcome } from '../../model/record.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { CellFolders } from '../../process/isolation/cellFolders.ts';
import type { ComposedEnvironment } from './composeEnvironment.ts';

/** What one cell needs of the world: the same for a slot of this process and for a worker elsewhere. */
export interface CellHost {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly phase: (job: CellJob, phase: CellPhase) => void;
  /** The set around the release. Throws with the explanation where there is none. */
  readonly resolve: (job: CellJob) => Promise<ResolvedSet>;
  /** What is known of the cell with exactly this set; `undefined` while that cannot be said. */
  readonly known: (
    job: CellJob,
    set: ResolvedSet,
    distributions?: readonly Distribution[],
  ) => Promise<KnownCell | undefined>;
  /** Keeps what a cell came to for later runs; gives it back with what earlier ones make of it. */
  readonly remember: (job: CellJob, key: string, outcome: CellOutcome) => Promise<CellOutcome>;
  /** The wheels of a set, each fetched or built. `onBuild` is called before a build. */
  readonly fetch: (
    job: CellJob,
    lock: Lock,
    onBuild: () => void,
  ) => Promise<readonly Distribution[]>;
  /** Requirements that the own tests import and nothing of the set brings. */
  readonly lacking: (
    job: CellJob,
    distributions: readonly Distribution[],
  ) => Promise<readonly string[]>;
  readonly compose: (
    job: CellJob,
    distributions: readonly Distribution[],
  ) => Promise<ComposedEnvironment>;
  /** Runs a task when its turn has come: places are made one after another. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  /** The cell's worktree with its environment; what it makes is registered with the teardown before. */
  readonly place: (
    job: CellJob,
    environment: ComposedEnvironment,
    teardown: Teardown,
  ) => Promise<CellPlace>;
  readonly slot: CellSlot;
  /** Runs the steps. Throws where the cell's files were not its own, and where its logs had no room. */
  readonly test: (request: TestRequest) => Promise<TestedCell>;
  /** Keeps the folders that the user wants to look at, or leaves the environment to the next cell. */
  readonly keep: (job: CellJob, verdict: Verdict, place: CellPlace) => Promise<readonly Note[]>;
  /** Whether a cell with this verdict stops the run (`--fail-fast`). */
  readonly stopsRun: (verdict: Verdict) => boolean;
  /**
   * What ended a cell, if that was not the cell's: a file of the cache that is gone, or one that somebody changed. It is
   * looked for anew from then on, and the cell is to run again. `undefined` for every other failure.
   */
  readonly lost: (job: CellJob, error: unknown) => SpipError | undefined;
  /** Keeps a log as long as the run; gives its path relative to the run's folder. */
  readonly keepLog: (job: CellJob, log: string) => Promise<string>;
}

/** A place among those that test. */
interface CellSlot {
  /** Waits for a free place; throws `Cancelled` when the run is stopped before there is one. */
  readonly enter: () => Promise<void>;
  /** Gives the place back before the cell is done, to clean up. */
  readonly leave: () => void;
}

export interface ResolvedSet {
  readonly lock: Lock;
  readonly notes: readonly Note[];
  /** What of it the release's own tests asked for; `undefined` where they are not to run. */
  readonly needs?: TestRequirements | undefined;
}

/** A cell of which is known what its verdict depends on. */
export interface KnownCell {
  /** Stands for all of that. */
  readonly key: string;
  /** What an earlier run found; `undefined` where it is to be found out. */
  readonly outcome: CellOutcome | undefined;
}

/** Where a cell runs. */
export interface CellPlace {
  readonly folders: CellFolders;
  readonly materialised: Materialised;
}

export interface TestRequest {
  readonly job: CellJob;
  readonly distributions: readonly Distribution[];
  readonly needs?: ResolvedSet['needs'];
  readonly place: CellPlace;
  /** How long it took to get ready. */
  readonly installSeconds: number;
  /** Waits for a free place; called before anything of the release runs. */
  readonly turn: () => Promise<void>;
  readonly signal: AbortSignal;
}

export interface TestedCell {
  readonly steps: readonly StepResult[];
  readonly notes: readonly Note[];
}

/** How one attempt of a cell ended. `again`: not the cell failed but what it was given; the reason is for the log. */
export type CellEnded =
  | { readonly kind: 'done'; readonly outcome: CellOutcome }
  | { readonly kind: 'again'; readonly outcome: CellOutcome; readonly reason: string }
  /** Its environment is one in which its tests ran already: it was not tested again, and its outcome is none. */
  | { readonly kind: 'tried'; readonly outcome: CellOutcome };
