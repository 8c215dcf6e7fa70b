import type { ResolveBudget } from './resolveRequest.ts';

/** Thrown when a solve has used up what it may; the text says how much that was. */
export class BudgetExceeded extends Error {
  constructor(spent: string) {
    super(spent);
    this.name = 'BudgetExceeded';
  }
}

const defaults = { decisions: 200_000, seconds: 300 };

/** Counts the releases tried and looks at the clock. */
export class Budget {
  readonly #decisions: number;
  readonly #seconds: number;
  readonly #now: () => number;
  readonly #started: number;
  #spent = 0;

  constructor(budget: ResolveBudget | undefined, now: () => number) {
    this.#decisions = budget?.decisions ?? defaults.decisions;
    this.#seconds = budget?.seconds ?? defaults.seconds;
    this.#now = now;
    this.#started = now();
  }

  get spent(): number {
    return this.#spent;
  }

  /** Throws `BudgetExceeded` before the first decision too many. */
  spend(): void {
    if (this.#spent >= this.#decisions) {
      throw new BudgetExceeded(`${this.#decisions} releases were tried`);
    }
    if (this.#now() - this.#started > this.#seconds * 1000) {
      throw new BudgetExceeded(`${this.#seconds} s have passed`);
    }
    this.#spent += 1;
  }
}
