import type { Requirement } from '../pep/requirement.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** Requirements that stand in the place of every other one on their packages. */
export class Overrides {
  readonly #byName: ReadonlyMap<string, readonly Requirement[]>;
  readonly #chosen: ReadonlySet<string>;
  readonly #environment: TargetEnvironment;

  /** `chosen`: normalised names of the roots that are the question itself. */
  constructor(
    overrides: readonly Requirement[],
    chosen: readonly string[],
    environment: TargetEnvironment,
  ) {
    this.#byName = Map.groupBy(overrides, ({ name }) => name);
    this.#chosen = new Set(chosen);
    this.#environment = environment;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** What is overridden, in vain, of a release that the question itself chooses. */
  ofChosen(name: string): readonly Requirement[] {
    return this.#chosen.has(name) ? (this.#applying(name) ?? []) : [];
  }

  /** What is asked for: the question itself stands, whatever overrides say. */
  ofRoots(roots: readonly Requirement[]): readonly Requirement[] {
    return roots.flatMap((root) => (this.#chosen.has(root.name) ? [root] : this.#inPlaceOf(root)));
  }

  /** What a release asks for; nothing of a release that the question itself chooses. */
  ofRelease(requirements: readonly Requirement[]): readonly Requirement[] {
    return requirements.flatMap((requirement) =>
      this.#chosen.has(requirement.name) && this.has(requirement.name)
        ? []
        : this.#inPlaceOf(requirement),
    );
  }

  #inPlaceOf(requirement: Requirement): readonly Requirement[] {
    return this.#applying(requirement.name) ?? [requirement];
  }

  #applying(name: string): readonly Requirement[] | undefined {
    return this.#byName
      .get(name)
      ?.filter(({ marker }) => this.#environment.applies(marker, undefined));
  }
}
