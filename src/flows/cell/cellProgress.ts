import type { Clock } from '../../model/context.ts';

/** How far one attempt of a cell has come, and how long it has worked: waiting for its turn does not count. */
export class CellProgress {
  /** How long it took to get ready to test, once it is. */
  installSeconds: number | undefined;
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #started: number;
  #waited = 0;
  #waitingSince: number | undefined;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
    this.#started = clock.elapsed();
  }

  get seconds(): number {
    return (this.#waitingSince ?? this.#clock.elapsed()) - this.#started - this.#waited;
  }

  /** Stops the clock until what this returns is called. */
  pause(): () => void {
    const since = this.#clock.elapsed();
    this.#waitingSince = since;
    return () => {
      this.#waitingSince = undefined;
      this.#waited += this.#clock.elapsed() - since;
    };
  }
}
