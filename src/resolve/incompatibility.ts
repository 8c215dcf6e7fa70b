import type { Requirement } from '../pep/requirement.ts';
import type { Exclusion } from './exclusion.ts';
import type { ProjectPackage, RootPackage, SolverPackage } from './solverPackage.ts';
import { absent, nothing } from './states.ts';
import type { States } from './states.ts';
import { isPositive } from './term.ts';
import type { Term } from './term.ts';

/** Terms that cannot all hold in a solution, and why (`docs/resolver.md`, Incompatibility). */
export interface Incompatibility {
  /** At most one per package; none holds always or never. */
  terms: readonly Term[];
  readonly cause: Cause;
  /** The entry of the partial solution that rules out one of the terms: while it stands there is nothing to derive here. */
  contradictedBy: { readonly index: number } | undefined;
}

export type Cause = Fact | ConflictCause;

/** What the request, an index page or a release's metadata says. */
export type Fact = DependencyFact | ConstraintFact | UnusableFact;

/** `depender`, with `extra` if given, needs `dependee` as `requirement` says. */
export interface DependencyFact {
  readonly kind: 'dependency';
  readonly depender: RootPackage | ProjectPackage;
  readonly extra: string | undefined;
  readonly dependee: SolverPackage;
  readonly requirement: Requirement;
}

/** The user's constraint leaves only some releases of `package`. */
export interface ConstraintFact {
  readonly kind: 'constraint';
  readonly package: ProjectPackage;
  readonly requirement: Requirement;
}

/** Releases of `package` that their own metadata rules out, or an extra of them. */
export interface UnusableFact {
  readonly kind: 'unusable';
  readonly package: RootPackage | ProjectPackage;
  readonly extra: string | undefined;
  readonly exclusion: Exclusion;
}

/** Derived by the resolution rule from two others. */
interface ConflictCause {
  readonly kind: 'conflict';
  readonly conflict: Incompatibility;
  readonly other: Incompatibility;
}

/** Joins terms on one package and drops those that always hold; `undefined` if one never holds, so that nothing is said. */
export function makeIncompatibility(
  terms: readonly Term[],
  cause: Cause,
): Incompatibility | undefined {
  const states = new Map<SolverPackage, States>();
  for (const term of terms) {
    states.set(term.package, (states.get(term.package) ?? term.package.every) & term.states);
  }
  const joined = toTerms(states);
  return joined.some((term) => term.states === nothing)
    ? undefined
    : { terms: joined, cause, contradictedBy: undefined };
}

/** Whether it says that there is no solution at all. */
export function isFailure(incompatibility: Incompatibility): boolean {
  const [first, second] = incompatibility.terms;
  return (
    first === undefined ||
    (second === undefined && first.package.kind === 'root' && isPositive(first))
  );
}

/**
 * The resolution rule on `pivot`: whatever makes both incompatibilities true except for `pivot` is itself incompatible.
 * On the pivot the states are united, on every other package intersected.
 */
export function resolvent(
  conflict: Incompatibility,
  other: Incompatibility,
  pivot: SolverPackage,
): Incompatibility {
  const states = new Map(conflict.terms.map((term) => [term.package, term.states]));
  for (const term of other.terms) {
    const known = states.get(term.package) ?? term.package.every;
    states.set(term.package, term.package === pivot ? known | term.states : known & term.states);
  }
  return {
    terms: withoutRoot(toTerms(states)),
    cause: { kind: 'conflict', conflict, other },
    contradictedBy: undefined,
  };
}

function toTerms(states: ReadonlyMap<SolverPackage, States>): Term[] {
  const terms: Term[] = [];
  for (const [package_, value] of states) {
    if (value !== package_.every) {
      terms.push({ package: package_, states: value });
    }
  }
  return terms;
}

/** The request is always present: beside other terms, saying so adds nothing. */
function withoutRoot(terms: readonly Term[]): readonly Term[] {
  return terms.length === 1
    ? terms
    : terms.filter((term) => term.package.kind !== 'root' || (term.states & absent) !== nothing);
}
