import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Materialised } from '../../envs/materialised.ts';
import type { Interpreter } from '../../model/interpreter.ts';

/**
 * Environments whose cells are done, for later cells of the same Python, which need only make what differs. None may be
 * given here that its cell could have written to.
 */
export class SpareEnvironments {
  readonly #folder: string;
  readonly #spare = new Map<string, Materialised[]>();
  #count = 0;
  #names = 0;
  #unplaced: number;

  /** `folder` is removed with the run; `cells` is how many will ask. */
  constructor(folder: string, cells: number) {
    this.#folder = folder;
    this.#unplaced = cells;
  }

  take({ build }: Interpreter): Materialised | undefined {
    this.#unplaced -= 1;
    const found = this.#spare.get(build)?.pop();
    this.#count -= found === undefined ? 0 : 1;
    return found;
  }

  /** Takes the environment out of its cell, unless there are enough for all the cells that are left. */
  keep(environment: Materialised): void {
    if (this.#count >= this.#unplaced) {
      return;
    }
    this.#names += 1;
    const prefix = join(this.#folder, `env-${this.#names}`);
    renameSync(environment.prefix, prefix);
    const { build } = environment.plan.interpreter;
    const others = this.#spare.get(build) ?? [];
    this.#spare.set(build, [...others, { ...environment, prefix }]);
    this.#count += 1;
  }
}
