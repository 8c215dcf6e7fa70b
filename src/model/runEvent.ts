import type { CellHead, CellOutcome, InterpreterRecord } from './record.ts';
import type { PackageSelection, RunInfo } from './runInfo.ts';

export type CellPhase =
  | 'resolve'
  | 'fetch'
  | 'build'
  | 'compose'
  | 'worktree'
  | 'wait'
  | 'test'
  | 'clean';

/** A cell as `run-started` lists it: package, requirement and interpreter stand there once for all cells. */
export type ListedCell = Pick<CellHead, 'id' | 'extras' | 'version' | 'axes' | 'tools'> & {
  /** Its place among the selections. */
  readonly selection: number;
  /** Its place among the interpreters. */
  readonly interpreter: number;
};

/** An interpreter with its name in the grid: `3.11`, `3.13t`, `pypy3.10`. */
export type ListedInterpreter = InterpreterRecord & Pick<CellHead, 'python'>;

export interface RunStarted {
  readonly kind: 'run-started';
  readonly schema_version: number;
  /** Version of spip. */
  readonly spip: string;
  readonly run: RunInfo;
  readonly selections: readonly PackageSelection[];
  readonly interpreters: readonly ListedInterpreter[];
  /** All cells in the order of the plan. */
  readonly cells: readonly ListedCell[];
  /** Ids and outcomes of cells that the plan alone decides, such as not-applicable ones. */
  readonly decided: readonly CellEnd[];
}

export interface CellEnd {
  /** The cell's id. */
  readonly cell: string;
  readonly outcome: CellOutcome;
}

/** What happens in a run, as plain JSON; the events of a whole run hold its record (`docs/record.md`). */
export type RunEvent =
  | RunStarted
  | { readonly kind: 'cell-started'; readonly cell: string }
  | { readonly kind: 'cell-phase'; readonly cell: string; readonly phase: CellPhase }
  | ({ readonly kind: 'cell-finished' } & CellEnd)
  | { readonly kind: 'warning'; readonly text: string; readonly hint?: string | undefined }
  | { readonly kind: 'debug'; readonly text: string }
  | { readonly kind: 'draining'; readonly running: number }
  | { readonly kind: 'run-finished'; readonly seconds: number; readonly exit_status: number };

/** Where stages report what happens; they never print. */
export type EmitEvent = (event: RunEvent) => void;
