import type { Exceeded } from '../../process/usage/limits.ts';
import type { MeasuredUse, UsageWatch } from '../../process/usage/usageWatch.ts';
import type { DriverReport } from './driverReport.ts';

/** What a step used, and the limit that the kernel held it to. */
interface UsedByStep {
  readonly use: MeasuredUse;
  readonly exceeded: Exceeded | undefined;
}

/** Tells what each of the steps uses that one start of the driver runs. */
export class StepUsage {
  readonly #watch: Pick<UsageWatch, 'begin' | 'end'>;
  /** How many children have started when a step has begun its first one, and ended when it is done; one pair a step. */
  readonly #bounds: readonly (readonly [first: number, last: number])[];
  readonly #used = new Map<number, UsedByStep>();
  #step = -1;

  /** `children`: how many each step has. */
  constructor(watch: Pick<UsageWatch, 'begin' | 'end'>, children: readonly number[]) {
    this.#watch = watch;
    let last = 0;
    this.#bounds = children.map((count) => {
      const first = last + 1;
      last += count;
      return [first, last];
    });
  }

  /** After each word of the driver. */
  follow({ startedAt, ends }: Pick<DriverReport, 'startedAt' | 'ends'>): void {
    const step = this.#bounds.findLastIndex(([first]) => startedAt.length >= first);
    if (step > this.#step) {
      this.#step = step;
      this.#watch.begin();
    }
    if (step >= 0 && ends.length === this.#bounds[step]?.[1]) {
      this.finish();
    }
  }

  /** The driver is gone: what runs no more is over. */
  finish(): void {
    if (this.#step >= 0 && !this.#used.has(this.#step)) {
      this.#used.set(this.#step, this.#watch.end());
    }
  }

  of(step: number): UsedByStep | undefined {
    return this.#used.get(step);
  }
}
