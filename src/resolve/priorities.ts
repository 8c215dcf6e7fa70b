import type { Incompatibility } from './incompatibility.ts';
import type { PartialSolution } from './partialSolution.ts';
import type { SolverPackage } from './solverPackage.ts';
import { isSingle } from './states.ts';

/** How often a package must be part of a conflict before it is decided earlier. */
const conflictThreshold = 5;

/** The greater, the earlier a package is decided. */
const classes = { normal: 0, culprit: 1, affected: 2, pinned: 3, extra: 4 } as const;

/**
 * In which order packages are decided (`docs/resolver.md`, Order of decisions). Extras at once, since they only add
 * to what their project needs; then packages with one release left; then those whose releases were often rejected;
 * then those that often caused it; then in order of discovery.
 */
export class Priorities {
  readonly #affected = new Map<SolverPackage, number>();
  readonly #culprit = new Map<SolverPackage, number>();
  #overtaken: SolverPackage | undefined;

  next(solution: PartialSolution): SolverPackage | undefined {
    let best: SolverPackage | undefined;
    let bestClass = -1;
    for (const package_ of solution.undecided) {
      const ownClass = this.#classOf(package_, solution);
      const isFirst =
        best === undefined ||
        ownClass > bestClass ||
        (ownClass === bestClass && package_.id < best.id);
      if (ownClass >= 0 && isFirst) {
        best = package_;
        bestClass = ownClass;
      }
    }
    return best;
  }

  /** Notes that releases of `affected` cannot stand beside what was decided before. */
  noteConflict(
    affected: SolverPackage,
    incompatibility: Incompatibility,
    solution: PartialSolution,
  ): void {
    let isTurn = raise(this.#affected, affected) === conflictThreshold;
    const culprits = incompatibility.terms
      .map((term) => term.package)
      .filter((package_) => package_ !== affected && package_.kind !== 'root');
    for (const culprit of culprits) {
      isTurn = raise(this.#culprit, culprit) === conflictThreshold || isTurn;
    }
    if (isTurn) {
      this.#overtaken = culprits
        .filter((culprit) => solution.decision(culprit) !== undefined)
        .toSorted((a, b) => levelOf(a, solution) - levelOf(b, solution))
        .at(0);
    }
  }

  /** The level to go back to because a package has just been put before one that is already decided. */
  takeBack(solution: PartialSolution): number | undefined {
    const level =
      this.#overtaken === undefined ? undefined : solution.decision(this.#overtaken)?.level;
    this.#overtaken = undefined;
    return level === undefined ? undefined : level - 1;
  }

  #classOf(package_: SolverPackage, solution: PartialSolution): number {
    if (package_.kind === 'extra') {
      // What an extra needs depends on the release, so its project comes first.
      return solution.decision(package_.project) === undefined ? -1 : classes.extra;
    }
    if (isSingle(solution.remaining(package_))) {
      return classes.pinned;
    }
    if ((this.#affected.get(package_) ?? 0) >= conflictThreshold) {
      return classes.affected;
    }
    return (this.#culprit.get(package_) ?? 0) >= conflictThreshold
      ? classes.culprit
      : classes.normal;
  }
}

function levelOf(package_: SolverPackage, solution: PartialSolution): number {
  return solution.decision(package_)?.level ?? 0;
}

function raise(counts: Map<SolverPackage, number>, package_: SolverPackage): number {
  const count = (counts.get(package_) ?? 0) + 1;
  counts.set(package_, count);
  return count;
}
