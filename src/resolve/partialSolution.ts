import type { Assignment } from './assignment.ts';
import type { Incompatibility } from './incompatibility.ts';
import type { SolverPackage } from './solverPackage.ts';
import { absent, isSubset, nothing } from './states.ts';
import type { States } from './states.ts';
import type { Term } from './term.ts';

export type Relation = 'satisfied' | 'contradicted' | 'inconclusive';

/** What the solver holds true at the moment, in the order in which it came to it. */
export class PartialSolution {
  readonly #assignments: Assignment[] = [];
  readonly #byPackage = new Map<SolverPackage, Assignment[]>();
  /** Packages that must be present and have no version yet. */
  readonly #undecided = new Set<SolverPackage>();
  readonly #decisions: Assignment[] = [];

  get level(): number {
    return this.#decisions.length;
  }

  /** The decisions that stand, earliest first. */
  get decisions(): readonly Assignment[] {
    return this.#decisions;
  }

  get undecided(): Iterable<SolverPackage> {
    return this.#undecided;
  }

  /** The states that the package can still be in. */
  remaining(package_: SolverPackage): States {
    return this.#byPackage.get(package_)?.at(-1)?.remaining ?? package_.every;
  }

  decision(package_: SolverPackage): Assignment | undefined {
    const last = this.#byPackage.get(package_)?.at(-1);
    return last !== undefined && last.cause === undefined ? last : undefined;
  }

  decide(package_: SolverPackage, states: States): void {
    this.#assign({ package: package_, states }, undefined);
  }

  derive(term: Term, cause: Incompatibility): void {
    this.#assign(term, cause);
  }

  relation(term: Term): Relation {
    const remaining = this.remaining(term.package);
    const common = remaining & term.states;
    if (common === nothing) {
      return 'contradicted';
    }
    return common === remaining ? 'satisfied' : 'inconclusive';
  }

  /** The entry that stands last for the package. */
  last(package_: SolverPackage): Assignment | undefined {
    return this.#byPackage.get(package_)?.at(-1);
  }

  holds(assignment: { readonly index: number }): boolean {
    return this.#assignments[assignment.index] === assignment;
  }

  /** The earliest entry with which the term is satisfied; `undefined` if it holds without any. */
  satisfier(term: Term): Assignment | undefined {
    if (isSubset(term.package.every, term.states)) {
      return undefined;
    }
    const entries = this.#byPackage.get(term.package) ?? [];
    const found = entries.find((entry) => isSubset(entry.remaining, term.states));
    if (found === undefined) {
      throw new Error('A satisfied incompatibility has a term that is not satisfied');
    }
    return found;
  }

  /** Forgets every entry above the level. */
  backtrack(level: number): void {
    for (
      let last = this.#assignments.at(-1);
      last !== undefined && last.level > level;
      last = this.#assignments.at(-1)
    ) {
      this.#assignments.pop();
      this.#byPackage.get(last.package)?.pop();
      if (last.cause === undefined) {
        this.#decisions.pop();
      }
      this.#note(last.package);
    }
  }

  #assign(term: Term, cause: Incompatibility | undefined): void {
    const entry: Assignment = {
      package: term.package,
      states: term.states,
      remaining: this.remaining(term.package) & term.states,
      level: this.level + (cause === undefined ? 1 : 0),
      index: this.#assignments.length,
      cause,
    };
    this.#assignments.push(entry);
    const entries = this.#byPackage.get(term.package);
    if (entries === undefined) {
      this.#byPackage.set(term.package, [entry]);
    } else {
      entries.push(entry);
    }
    if (cause === undefined) {
      this.#decisions.push(entry);
    }
    this.#note(term.package);
  }

  #note(package_: SolverPackage): void {
    const isPresent = (this.remaining(package_) & absent) === nothing;
    if (isPresent && this.decision(package_) === undefined) {
      this.#undecided.add(package_);
    } else {
      this.#undecided.delete(package_);
    }
  }
}
