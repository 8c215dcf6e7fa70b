import { formatSpecifiers } from '../pep/specifiers.ts';
import type { Requirement } from '../pep/requirement.ts';
import type { Exclusion } from './exclusion.ts';
import { makeIncompatibility } from './incompatibility.ts';
import type { Fact, Incompatibility } from './incompatibility.ts';
import type {
  ProjectPackage,
  RootPackage,
  SolverPackage,
  SolverPackages,
} from './solverPackage.ts';
import { present } from './states.ts';
import type { States } from './states.ts';
import { negate } from './term.ts';
import type { Term } from './term.ts';
import type { VersionSolver } from './versionSolver.ts';

/** Who asks: the request, or some releases of a project, perhaps under one of their extras. */
export interface Depender {
  readonly package: RootPackage | ProjectPackage;
  readonly states: States;
  readonly extra: string | undefined;
}

/** Turns what releases say into incompatibilities. Releases that say the same share one. */
export class DependencyFacts {
  readonly #packages: SolverPackages;
  readonly #solver: VersionSolver;
  readonly #known = new Map<string, Incompatibility>();

  constructor(packages: SolverPackages, solver: VersionSolver) {
    this.#packages = packages;
    this.#solver = solver;
  }

  /** Adds all that the requirement says; its project must be known. Returns the incompatibilities that are new or wider. */
  require(depender: Depender, requirement: Requirement): readonly Incompatibility[] {
    if (requirement.url !== undefined) {
      return this.exclude(depender, { kind: 'url', requirement: requirement.text });
    }
    const project = this.#packages.get(requirement.name);
    if (project === undefined) {
      throw new Error(`Project \`${requirement.name}\` was not loaded`);
    }
    const { list } = project.candidates;
    const admitted = list.admitted(requirement.specifiers) & project.every;
    return [
      { package: project, states: admitted },
      ...requirement.extras.map((extra) => ({
        package: this.#packages.extra(project, extra),
        states: present,
      })),
    ].flatMap((needed) => this.#depend(depender, needed, requirement));
  }

  /** Says that what asks cannot be used. */
  exclude(depender: Depender, exclusion: Exclusion): readonly Incompatibility[] {
    const { package: package_, extra } = depender;
    const fact: Fact = { kind: 'unusable', package: package_, extra, exclusion };
    return this.#add(this.#termsOf(depender), fact);
  }

  /** Leaves only the releases that the user's constraint admits. */
  constrain(package_: ProjectPackage, requirement: Requirement): void {
    const admitted = package_.candidates.list.admitted(requirement.specifiers) & package_.every;
    const barred = package_.candidates.usable & ~admitted;
    this.#add([{ package: package_, states: barred }], {
      kind: 'constraint',
      package: package_,
      requirement,
    });
  }

  #depend(depender: Depender, needed: Term, requirement: Requirement): readonly Incompatibility[] {
    const { package: package_, extra } = depender;
    const terms = [...this.#termsOf(depender), negate(needed)];
    const key = [
      package_.id,
      extra ?? '',
      needed.package.id,
      requirement.extras.join(','),
      formatSpecifiers(requirement.specifiers),
    ].join(' ');
    const known = this.#known.get(key);
    if (known !== undefined && !isOwn(depender, needed.package)) {
      return widen(known, depender);
    }
    const fact: Fact = {
      kind: 'dependency',
      depender: package_,
      extra,
      dependee: needed.package,
      requirement,
    };
    const added = this.#add(terms, fact);
    for (const incompatibility of added) {
      this.#known.set(key, incompatibility);
    }
    return added;
  }

  #termsOf({ package: package_, states, extra }: Depender): Term[] {
    const terms: Term[] = [{ package: package_, states }];
    if (extra !== undefined && package_.kind === 'project') {
      terms.push({ package: this.#packages.extra(package_, extra), states: present });
    }
    return terms;
  }

  #add(terms: readonly Term[], fact: Fact): readonly Incompatibility[] {
    const incompatibility = makeIncompatibility(terms, fact);
    if (incompatibility === undefined) {
      return [];
    }
    this.#solver.add(incompatibility);
    return [incompatibility];
  }
}

function isOwn(depender: Depender, dependee: SolverPackage): boolean {
  return (
    dependee === depender.package ||
    (dependee.kind === 'extra' && dependee.project === depender.package)
  );
}

/** The same holds for more releases of the depender; what was derived from the narrower fact still holds. */
function widen(incompatibility: Incompatibility, depender: Depender): readonly Incompatibility[] {
  incompatibility.terms = incompatibility.terms.map((term) =>
    term.package === depender.package
      ? { package: term.package, states: term.states | depender.states }
      : term,
  );
  incompatibility.contradictedBy = undefined;
  return [incompatibility];
}
