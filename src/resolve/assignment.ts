import type { Incompatibility } from './incompatibility.ts';
import type { SolverPackage } from './solverPackage.ts';
import type { States } from './states.ts';

/** One entry of the partial solution: a decision, or a derivation with its cause (`docs/resolver.md`, Partial solution). */
export interface Assignment {
  readonly package: SolverPackage;
  /** What this entry alone says. */
  readonly states: States;
  /** What all entries for the package up to this one leave. */
  readonly remaining: States;
  /** How many decisions stand, this one included. */
  readonly level: number;
  /** Place in the partial solution. */
  readonly index: number;
  /** The incompatibility that forced it; `undefined` for a decision. */
  readonly cause: Incompatibility | undefined;
}
