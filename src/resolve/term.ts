import type { SolverPackage } from './solverPackage.ts';
import { absent, nothing } from './states.ts';
import type { States } from './states.ts';

/** The statement "`package` is in one of `states`" (`docs/resolver.md`, Term). */
export interface Term {
  readonly package: SolverPackage;
  readonly states: States;
}

/** Whether the term can only hold for a package that is part of the solution. */
export function isPositive(term: Term): boolean {
  return (term.states & absent) === nothing;
}

/** The term that holds exactly where this one does not. */
export function negate(term: Term): Term {
  return { package: term.package, states: term.package.every & ~term.states };
}
