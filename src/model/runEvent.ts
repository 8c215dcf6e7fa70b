import type { Cell } from './cell.ts';
import type { CellResult } from './cellResult.ts';

export type CellPhase =
  | 'resolve'
  | 'fetch'
  | 'build'
  | 'compose'
  | 'worktree'
  | 'wait'
  | 'test'
  | 'clean';

export type SandboxLevel = 'bubblewrap' | 'none';

/** What a run knows about itself from the start. */
export interface RunInfo {
  /** Short and unique, at most 8 characters, sorts by time where it can. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly jobs: number;
  readonly sandbox: SandboxLevel;
  /** For example `linux-x86_64`. */
  readonly platform: string;
  /** Absolute folder of the run's record and logs. */
  readonly folder: string;
}

/** One package of the run and which of its releases were chosen. */
export interface PackageSelection {
  readonly package: string;
  readonly requested: string;
  /** Newest first. */
  readonly versions: readonly string[];
  /** How many releases there were to choose from. */
  readonly available: number;
}

export type RunEvent =
  | {
      readonly kind: 'run-started';
      readonly run: RunInfo;
      readonly selections: readonly PackageSelection[];
      readonly cells: readonly Cell[];
      /** Cells decided by the plan alone, such as not-applicable ones. */
      readonly decided: readonly CellResult[];
    }
  | { readonly kind: 'cell-started'; readonly cell: Cell }
  | { readonly kind: 'cell-phase'; readonly cell: Cell; readonly phase: CellPhase }
  | { readonly kind: 'cell-finished'; readonly result: CellResult }
  | { readonly kind: 'warning'; readonly text: string; readonly hint?: string | undefined }
  | { readonly kind: 'debug'; readonly text: string }
  | { readonly kind: 'draining'; readonly running: number }
  | {
      readonly kind: 'run-finished';
      readonly run: RunInfo;
      readonly seconds: number;
      readonly exitStatus: number;
      /** In the order of the plan. */
      readonly results: readonly CellResult[];
    };

/** Where stages report what happens; they never print. */
export type EmitEvent = (event: RunEvent) => void;
