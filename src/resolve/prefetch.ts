import { isCandidate } from './candidates.ts';
import type { Candidate, Candidates } from './candidates.ts';
import type { PartialSolution } from './partialSolution.ts';
import type { Preference } from './preference.ts';
import type { ReleaseMetadata } from './releaseMetadata.ts';
import { requirementsOf } from './requirementsOf.ts';
import type { ProjectPackage } from './solverPackage.ts';
import { nothing, stateOf } from './states.ts';
import type { States } from './states.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** How the world is asked; answers go to a cache that the solve reads later. */
export interface PrefetchSource {
  readonly metadata: (package_: ProjectPackage, candidate: Candidate) => Promise<ReleaseMetadata>;
  readonly project: (name: string) => Promise<Candidates>;
  readonly environment: TargetEnvironment;
}

/** After how many tries of one package many of its releases are asked for at once; then at each doubling. */
const firstBatch = 5;

/**
 * Asks early for what the solve will probably ask for soon, so that waits overlap. It never changes what is decided:
 * answers are only cached and failures forgotten. Only wheels are asked, since a source distribution may need a build.
 */
export class Prefetch {
  readonly #source: PrefetchSource;
  readonly #asked = new Set<Candidate>();
  readonly #tries = new Map<ProjectPackage, number>();

  constructor(source: PrefetchSource) {
    this.#source = source;
  }

  /** Asks for the metadata of the release that each open package would get now. */
  likely(solution: PartialSolution, preference: Preference): void {
    for (const package_ of solution.undecided) {
      if (package_.kind === 'project') {
        this.#ask(package_, preference.pick(package_, solution.remaining(package_)));
      }
    }
  }

  /** Counts a try: a package that was often tried will probably be tried more often. */
  tried(package_: ProjectPackage, solution: PartialSolution, preference: Preference): void {
    const tries = (this.#tries.get(package_) ?? 0) + 1;
    this.#tries.set(package_, tries);
    if (tries < firstBatch || !Number.isInteger(Math.log2(tries / firstBatch))) {
      return;
    }
    let rest: States = solution.remaining(package_);
    for (let count = 0; count < 2 * tries && rest !== nothing; count += 1) {
      const index = preference.pick(package_, rest);
      this.#ask(package_, index);
      rest &= ~stateOf(index);
    }
  }

  #ask(package_: ProjectPackage, index: number): void {
    const candidate = package_.candidates.byIndex[index];
    if (!isCandidate(candidate) || candidate.file.kind !== 'wheel' || this.#asked.has(candidate)) {
      return;
    }
    this.#asked.add(candidate);
    void this.#askAll(package_, candidate).catch(ignore);
  }

  async #askAll(package_: ProjectPackage, candidate: Candidate): Promise<void> {
    const { environment, metadata, project } = this.#source;
    const read = await metadata(package_, candidate);
    if (read.ok) {
      const needed = requirementsOf(read.requirements, environment, undefined);
      await Promise.all(needed.map(({ name }) => project(name)));
    }
  }
}

/** Whoever really needs the answer asks again and sees the failure. */
function ignore(): void {}
