import type { Candidates } from './candidates.ts';
import { absent, present } from './states.ts';
import type { States } from './states.ts';

/** What the solver decides about (`docs/resolver.md`, Package). */
export type SolverPackage = RootPackage | ProjectPackage | ExtraPackage;

/** The request itself: always present, decided first. */
export interface RootPackage {
  readonly kind: 'root';
  readonly id: number;
  /** Every state that it can be in. */
  readonly every: States;
}

/** A project of the index; its states are its usable releases. */
export interface ProjectPackage {
  readonly kind: 'project';
  /** Numbered in order of discovery. */
  readonly id: number;
  /** Normalised name. */
  readonly name: string;
  readonly candidates: Candidates;
  readonly every: States;
}

/** One extra of a project: wanted or not; its version is that of the project. */
export interface ExtraPackage {
  readonly kind: 'extra';
  readonly id: number;
  readonly project: ProjectPackage;
  /** Normalised name. */
  readonly extra: string;
  readonly every: States;
}

/** All packages of one solve, each made once and numbered in order of discovery. */
export class SolverPackages {
  readonly root: RootPackage = { kind: 'root', id: 0, every: absent | present };
  readonly #all: SolverPackage[] = [this.root];
  readonly #projects = new Map<string, ProjectPackage>();
  readonly #extras = new Map<string, ExtraPackage>();

  get all(): readonly SolverPackage[] {
    return this.#all;
  }

  get(name: string): ProjectPackage | undefined {
    return this.#projects.get(name);
  }

  project(name: string, candidates: Candidates): ProjectPackage {
    let known = this.#projects.get(name);
    if (known === undefined) {
      const every = absent | candidates.usable;
      known = { kind: 'project', id: this.#all.length, name, candidates, every };
      this.#projects.set(name, known);
      this.#all.push(known);
    }
    return known;
  }

  extra(project: ProjectPackage, extra: string): ExtraPackage {
    const key = `${project.name}[${extra}]`;
    let known = this.#extras.get(key);
    if (known === undefined) {
      known = { kind: 'extra', id: this.#all.length, project, extra, every: absent | present };
      this.#extras.set(key, known);
      this.#all.push(known);
    }
    return known;
  }
}
