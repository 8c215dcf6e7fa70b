import type { Clock } from '../../model/context.ts';

/** How far one attempt of a cell has come, and how long it has worked: waiting for its turn does not count. */
export class CellProgress {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #started: number;
  #waited = 0;
  #waitingSince: number | undefined;
  #readySeconds: number | undefined;
  #hasTested = false;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
    this.#started = clock.elapsed();
  }

  get seconds(): number {
    return (this.#waitingSince ?? this.#clock.elapsed()) - this.#started - this.#waited;
  }

  /** How long it took to get ready to test; `undefined` until it is. */
  get readySeconds(): number | undefined {
    return this.#readySeconds;
  }

  get hasTested(): boolean {
    return this.#hasTested;
  }

  /** To be called when the cell is ready to test. */
  ready(): number {
    this.#readySeconds = this.seconds;
    return this.#readySeconds;
  }

  /** To be called when it has a place among those that test. */
  testing(): void {
    this.#hasTested = true;
  }

  /** Runs a task that begins with a wait: the clock stands until it calls `resume`, or ends. */
  async waiting<T>(task: (resume: () => void) => Promise<T>): Promise<T> {
    const since = this.#clock.elapsed();
    this.#waitingSince = since;
    const resume = (): void => {
      if (this.#waitingSince !== undefined) {
        this.#waitingSince = undefined;
        this.#waited += this.#clock.elapsed() - since;
      }
    };
    try {
      return await task(resume);
    } finally {
      resume();
    }
  }
}
