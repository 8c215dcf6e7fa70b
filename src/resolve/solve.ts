import type { Requirement } from '../pep/requirement.ts';
import { Budget } from './budget.ts';
import { isCandidate, withYanked } from './candidates.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { DependencyFacts } from './dependencyFacts.ts';
import type { Depender } from './dependencyFacts.ts';
import type { Incompatibility } from './incompatibility.ts';
import { Overrides } from './overrides.ts';
import { pinnedReleases } from './pinnedReleases.ts';
import { Prefetch } from './prefetch.ts';
import { makePreference } from './preference.ts';
import type { Preference } from './preference.ts';
import { Priorities } from './priorities.ts';
import type { ReleaseMetadata } from './releaseMetadata.ts';
import type { ResolveRequest } from './resolveRequest.ts';
import { requirementsOf, wantedRoots } from './requirementsOf.ts';
import type { SolverCache } from './solverCache.ts';
import { SolverPackages } from './solverPackage.ts';
import type { ProjectPackage, SolverPackage } from './solverPackage.ts';
import { newestIndex, present, stateOf } from './states.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';
import { VersionSolver } from './versionSolver.ts';

/** The releases decided, in that order, with their extras. */
export interface Decided {
  readonly package: ProjectPackage;
  readonly candidate: Candidate;
  readonly metadata: ReleaseMetadata & { readonly ok: true };
  /** Sorted. */
  readonly extras: readonly string[];
}

/**
 * One solve: alternates between drawing all conclusions and deciding on one more release, until nothing is open.
 * The only half of the solver that waits for the world; it waits in the same order whatever comes first.
 */
export class Solve {
  readonly packages = new SolverPackages();
  readonly environment: TargetEnvironment;
  readonly request: ResolveRequest;
  readonly budget: Budget;
  attempts = 1;
  metadataRequests = 0;
  /** Releases that their own metadata made unusable, in order of discovery. */
  readonly unusable: {
    readonly name: string;
    readonly version: string;
    readonly reason: string;
  }[] = [];
  readonly #cache: SolverCache;
  readonly #roots: readonly Requirement[];
  readonly overrides: Overrides;
  readonly #priorities = new Priorities();
  readonly #solver: VersionSolver;
  readonly #facts: DependencyFacts;
  /** What is asked for itself; what a release under test requires joins it once that is known. */
  readonly #direct: Set<string>;
  readonly #preference: Preference;
  readonly #prefetch: Prefetch;
  /** Whose requirements are known to the solver, as `package:release`. */
  readonly #told = new Set<string>();
  readonly #metadata = new Map<Candidate, ReleaseMetadata>();
  /** Whether something decided was given up since the last try. */
  #isRejected = false;

  constructor(request: ResolveRequest, cache: SolverCache) {
    this.request = request;
    this.#cache = cache;
    this.environment = cache.environment(request.interpreter);
    const { roots, overrides = [], underTest, chosen = [] } = request;
    const question = underTest === undefined ? chosen : [underTest, ...chosen];
    this.overrides = new Overrides(overrides, question, this.environment);
    this.#roots = this.overrides.ofRoots(wantedRoots(roots, this.environment));
    this.budget = new Budget(request.budget, request.now ?? (() => performance.now()));
    this.#solver = new VersionSolver((affected, rootCause) => {
      this.#isRejected = true;
      this.#priorities.noteConflict(affected, rootCause);
    });
    this.#facts = new DependencyFacts(this.packages, this.#solver);
    this.#direct = new Set(this.#roots.map(({ name }) => name));
    this.#preference = makePreference(request.policy, {
      direct: this.#direct,
      tools: new Set(request.tools),
    });
    this.#prefetch = new Prefetch({
      metadata: (package_, candidate) => this.#askMetadata(package_.name, candidate),
      project: (name) => this.#askProject(name),
      environment: this.environment,
    });
  }

  /** Throws `NoSolution` or `BudgetExceeded`; errors of the source pass through. */
  async run(): Promise<readonly Decided[]> {
    const { root } = this.packages;
    this.#solver.solution.decide(root, present);
    await this.#load(this.#roots);
    for (const requirement of this.#roots) {
      this.#facts.require({ package: root, states: present, extra: undefined }, requirement);
    }
    let changed: readonly SolverPackage[] = [root];
    for (;;) {
      this.#solver.propagate(changed);
      const level = this.#priorities.takeBack(this.#solver.solution);
      if (level !== undefined) {
        // A package was put first: go back to where it can be decided before the one it collides with.
        this.#solver.solution.backtrack(level);
        changed = this.packages.all;
        continue;
      }
      const next = this.#priorities.next(this.#solver.solution);
      if (next === undefined) {
        return this.#decided();
      }
      this.#prefetch.likely(this.#solver.solution, this.#preference);
      await this.#decide(next);
      changed = [next];
    }
  }

  /** Tries one release, or what an extra of a decided one adds. */
  async #decide(package_: SolverPackage): Promise<void> {
    const { solution } = this.#solver;
    if (package_.kind === 'root') {
      throw new Error('The request is decided first');
    }
    const project = package_.kind === 'extra' ? package_.project : package_;
    const index = this.#preference.pick(project, solution.remaining(project));
    if (package_.kind === 'project') {
      this.#countTry();
      this.#prefetch.tried(package_, solution, this.#preference);
    }
    const forced = await this.#tell(package_, project, index);
    if (forced === undefined) {
      solution.decide(package_, package_.kind === 'extra' ? present : stateOf(index));
    } else {
      this.#isRejected = true;
      this.#priorities.noteConflict(package_, forced);
    }
  }

  /** Rejections in a row count as one attempt: only with the next try there is a new one. */
  #countTry(): void {
    this.budget.spend();
    if (this.#isRejected) {
      this.attempts += 1;
      this.#isRejected = false;
    }
  }

  /** Tells the solver what a release needs. Returns an incompatibility that already forbids it, if there is one. */
  async #tell(
    decided: SolverPackage,
    project: ProjectPackage,
    index: number,
  ): Promise<Incompatibility | undefined> {
    const key = `${decided.id}:${index}`;
    if (this.#told.has(key)) {
      return undefined;
    }
    const candidate = project.candidates.byIndex[index];
    if (!isCandidate(candidate)) {
      throw new Error(`Release ${index} of \`${project.name}\` is not usable`);
    }
    const metadata = await this.#askMetadata(project.name, candidate);
    this.#metadata.set(candidate, metadata);
    if (!metadata.ok && decided === project) {
      const { name } = project;
      this.unusable.push({ name, version: candidate.version.text, reason: metadata.reason });
    }
    const extra = decided.kind === 'extra' ? decided.extra : undefined;
    const depender = { package: project, states: stateOf(index), extra };
    const told = await this.#tellMetadata(depender, metadata);
    this.#told.add(key);
    return told.find((incompatibility) => this.#solver.isForcedBy(incompatibility, decided));
  }

  async #tellMetadata(
    depender: Depender,
    metadata: ReleaseMetadata,
  ): Promise<readonly Incompatibility[]> {
    if (!metadata.ok) {
      return this.#facts.exclude(depender, { kind: 'metadata', reason: metadata.reason });
    }
    const { requiresPython } = metadata;
    if (requiresPython !== undefined && !this.environment.admits(requiresPython)) {
      return this.#facts.exclude(depender, { kind: 'python', requiresPython });
    }
    const requirements = this.overrides.ofRelease(
      requirementsOf(metadata.requirements, this.environment, depender.extra),
    );
    if (depender.package.kind === 'project' && depender.package.name === this.request.underTest) {
      // Its pin leaves one release, which is decided before there is anything to choose.
      requirements.forEach(({ name }) => this.#direct.add(name));
    }
    await this.#load(requirements);
    return requirements.flatMap((requirement) => this.#facts.require(depender, requirement));
  }

  /** Makes the projects known, in the order of the requirements whatever page comes first. */
  async #load(requirements: readonly Requirement[]): Promise<void> {
    const names = new Set(
      requirements.filter(({ url }) => url === undefined).map(({ name }) => name),
    );
    const missing = [...names].filter((name) => this.packages.get(name) === undefined);
    if (missing.length === 0) {
      return;
    }
    const loaded = await Promise.all(missing.map((name) => this.#askProject(name)));
    for (const judged of loaded) {
      const pinned = pinnedReleases(judged, this.#roots);
      const package_ = this.packages.project(judged.name, withYanked(judged, pinned));
      for (const constraint of this.request.constraints) {
        if (
          constraint.name === package_.name &&
          this.environment.applies(constraint.marker, undefined)
        ) {
          this.#facts.constrain(package_, constraint);
        }
      }
    }
  }

  #askProject(name: string): Promise<Candidates> {
    return this.#cache.candidates(name, this.environment, this.request.policy);
  }

  #askMetadata(name: string, candidate: Candidate): Promise<ReleaseMetadata> {
    return this.#cache.metadata(name, candidate, () => {
      this.metadataRequests += 1;
    });
  }

  #decided(): readonly Decided[] {
    const { decisions } = this.#solver.solution;
    return decisions.flatMap(({ package: package_, remaining }) => {
      if (package_.kind !== 'project') {
        return [];
      }
      const candidate = package_.candidates.byIndex[newestIndex(remaining)];
      const metadata = isCandidate(candidate) ? this.#metadata.get(candidate) : undefined;
      if (!isCandidate(candidate) || metadata?.ok !== true) {
        throw new Error(`\`${package_.name}\` was decided without metadata`);
      }
      const extras = decisions
        .flatMap(({ package: other }) =>
          other.kind === 'extra' && other.project === package_ ? [other.extra] : [],
        )
        .toSorted();
      return [{ package: package_, candidate, metadata, extras }];
    });
  }
}
