import type { Incompatibility } from './incompatibility.ts';
import type { PartialSolution } from './partialSolution.ts';
import type { SolverPackage } from './solverPackage.ts';
import { isSingle } from './states.ts';

/**
 * How often a package must be part of a conflict before it is decided earlier. uv has 5; with the conclusions that
 * this solver draws from the releases that exist, that few puts deep packages before what is asked for too soon:
 * `docs/resolver.md`, Order of decisions.
 */
const conflictThreshold = 40;

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
  readonly #overtaken: SolverPackage[] = [];

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

  /** Notes that releases of `affected` cannot stand beside the other packages that the incompatibility names. */
  noteConflict(affected: SolverPackage, incompatibility: Incompatibility): void {
    const culprits = incompatibility.terms
      .map((term) => term.package)
      .filter((package_) => package_.kind !== 'root' && nameOf(package_) !== nameOf(affected));
    if (culprits.length === 0) {
      return;
    }
    raise(this.#affected, affected);
    for (const culprit of culprits) {
      const isNew = raise(this.#culprit, culprit) === conflictThreshold;
      if (isNew && (this.#affected.get(culprit) ?? 0) < conflictThreshold) {
        this.#overtaken.push(culprit);
      }
    }
  }

  /**
   * The level to go back to because a package that was decided early has just been put behind those that it
   * collides with; `undefined` if there is none.
   */
  takeBack(solution: PartialSolution): number | undefined {
    const levels = this.#overtaken
      .splice(0)
      .flatMap((package_) => solution.decision(package_)?.level ?? []);
    return levels.length === 0 ? undefined : Math.min(...levels) - 1;
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

/** An extra and its project follow each other: that is no conflict between two packages. */
function nameOf(package_: SolverPackage): string {
  switch (package_.kind) {
    case 'root':
      return '';
    case 'project':
      return package_.name;
    case 'extra':
      return package_.project.name;
  }
}

function raise(counts: Map<SolverPackage, number>, package_: SolverPackage): number {
  const count = (counts.get(package_) ?? 0) + 1;
  counts.set(package_, count);
  return count;
}
