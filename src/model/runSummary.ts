import type { CellState } from './verdict.ts';

/** A run as `spip runs` lists it. */
export interface RunSummary {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly seconds: number;
  /** `null`: the run did not come to its end, or still goes on. */
  readonly exitStatus: number | null;
  /** The requirements as they were written. */
  readonly requested: readonly string[];
  readonly cells: number;
  readonly counts: Readonly<Partial<Record<CellState, number>>>;
  /** How many cells came to something else in other runs under the same conditions. */
  readonly flakyBefore: number;
}
