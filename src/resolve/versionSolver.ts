import type { Assignment } from './assignment.ts';
import { isFailure, resolvent } from './incompatibility.ts';
import type { Incompatibility } from './incompatibility.ts';
import { NoSolution } from './noSolution.ts';
import { PartialSolution } from './partialSolution.ts';
import type { SolverPackage } from './solverPackage.ts';
import { nothing } from './states.ts';
import { negate } from './term.ts';
import type { Term } from './term.ts';

/** Called with each root cause: the package that cannot stand beside the others named in it. */
type OnConflict = (affected: SolverPackage, rootCause: Incompatibility) => void;

/**
 * The deductive half of PubGrub: unit propagation and conflict resolution over the incompatibilities added so far.
 * It knows nothing of indexes, metadata or preferences. Theory: `docs/resolver.md`.
 */
export class VersionSolver {
  readonly solution = new PartialSolution();
  readonly #byPackage = new Map<SolverPackage, Incompatibility[]>();
  readonly #onConflict: OnConflict;

  constructor(onConflict: OnConflict) {
    this.#onConflict = onConflict;
  }

  add(incompatibility: Incompatibility): void {
    for (const { package: package_ } of incompatibility.terms) {
      const known = this.#byPackage.get(package_);
      if (known === undefined) {
        this.#byPackage.set(package_, [incompatibility]);
      } else {
        known.push(incompatibility);
      }
    }
  }

  /** Whether all terms but those on `package_` hold, so that its term must not. */
  isForcedBy(incompatibility: Incompatibility, package_: SolverPackage): boolean {
    return incompatibility.terms.every(
      (term) => term.package === package_ || this.solution.relation(term) === 'satisfied',
    );
  }

  /**
   * Draws every conclusion that follows from what changed for the packages.
   * Throws `NoSolution` when the request itself is contradicted.
   */
  propagate(packages: Iterable<SolverPackage>): void {
    const changed = new Set(packages);
    for (const package_ of changed) {
      changed.delete(package_);
      const conflict = this.#propagateFrom(package_, changed);
      if (conflict !== undefined) {
        const rootCause = this.#resolveConflict(conflict);
        // After the jump back everything above that level is gone, changes included.
        changed.clear();
        const derived = this.#propagateOne(rootCause);
        if (derived === 'conflict' || derived === undefined) {
          throw new Error('A root cause must lead to a derivation after the jump back');
        }
        changed.add(derived);
      }
    }
  }

  #propagateFrom(
    package_: SolverPackage,
    changed: Set<SolverPackage>,
  ): Incompatibility | undefined {
    const known = this.#byPackage.get(package_) ?? [];
    // Latest first: what was learned from conflicts is the more general.
    for (let index = known.length - 1; index >= 0; index -= 1) {
      const incompatibility = known[index];
      if (incompatibility === undefined || this.#isContradicted(incompatibility)) {
        continue;
      }
      const derived = this.#propagateOne(incompatibility);
      if (derived === 'conflict') {
        return incompatibility;
      }
      if (derived !== undefined) {
        changed.add(derived);
      }
    }
    return undefined;
  }

  #isContradicted(incompatibility: Incompatibility): boolean {
    const by = incompatibility.contradictedBy;
    return by !== undefined && this.solution.holds(by);
  }

  /** Derives the negation of the one term that does not hold yet, if there is exactly one; says which package that concerns. */
  #propagateOne(incompatibility: Incompatibility): SolverPackage | 'conflict' | undefined {
    let open: Term | undefined;
    for (const term of incompatibility.terms) {
      const relation = this.solution.relation(term);
      if (relation === 'contradicted') {
        incompatibility.contradictedBy = this.solution.last(term.package);
        return undefined;
      }
      if (relation === 'inconclusive') {
        if (open !== undefined) {
          return undefined;
        }
        open = term;
      }
    }
    if (open === undefined) {
      return 'conflict';
    }
    this.solution.derive(negate(open), incompatibility);
    return open.package;
  }

  /** Finds the root cause of a satisfied incompatibility and jumps back to where it leads to a derivation. */
  #resolveConflict(conflict: Incompatibility): Incompatibility {
    let current = conflict;
    while (!isFailure(current)) {
      const { pivot, satisfier, previousLevel } = this.#latestSatisfier(current);
      if (previousLevel < satisfier.level || satisfier.cause === undefined) {
        this.#onConflict(pivot, current);
        this.solution.backtrack(previousLevel);
        if (current !== conflict) {
          this.add(current);
        }
        return current;
      }
      current = resolvent(current, satisfier.cause, pivot);
    }
    throw new NoSolution(current);
  }

  /** The entry that made the incompatibility true, and the level at which it was already nearly so. */
  #latestSatisfier(incompatibility: Incompatibility): {
    readonly pivot: SolverPackage;
    readonly satisfier: Assignment;
    readonly previousLevel: number;
  } {
    let latest: { readonly term: Term; readonly satisfier: Assignment } | undefined;
    // Level 1 is the request: going below it would only make the explanation worse.
    let previousLevel = 1;
    for (const term of incompatibility.terms) {
      const satisfier = this.solution.satisfier(term);
      if (satisfier === undefined) {
        continue;
      }
      if (latest === undefined || satisfier.index > latest.satisfier.index) {
        previousLevel = Math.max(previousLevel, latest?.satisfier.level ?? 1);
        latest = { term, satisfier };
      } else {
        previousLevel = Math.max(previousLevel, satisfier.level);
      }
    }
    if (latest === undefined) {
      throw new Error('An incompatibility without open terms is a failure');
    }
    const { term, satisfier } = latest;
    if ((satisfier.states & ~term.states) !== nothing) {
      // The entry needs an earlier one beside it to satisfy the term.
      const rest: Term = {
        package: term.package,
        states: term.states | (term.package.every & ~satisfier.states),
      };
      previousLevel = Math.max(previousLevel, this.solution.satisfier(rest)?.level ?? 1);
    }
    return { pivot: term.package, satisfier, previousLevel };
  }
}
