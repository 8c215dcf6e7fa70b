import type { CellJob, StepRequest } from '../model/cellJob.ts';
import type { MemoryPeak } from '../model/memoryPeak.ts';
import type { StepName } from '../model/record.ts';

/** What a step is taken to need of which nothing is known: more than nearly all do. @internal */
export const guessedBytes = 512_000_000;

/** How much memory cells are expected to take, by the most that the same steps of the same package took before. */
export class ExpectedMemory {
  readonly #peaks = new Map<string, Map<StepName, number>>();

  constructor(peaks: readonly MemoryPeak[]) {
    peaks.forEach((peak) => this.learn(peak));
  }

  /** Holds for all that is asked from now on. */
  learn({ package: name, step, bytes }: MemoryPeak): void {
    const own = this.#peaks.get(name) ?? new Map<StepName, number>();
    this.#peaks.set(name, own.set(step, Math.max(bytes, own.get(step) ?? 0)));
  }

  /** In bytes. Steps run one after another, so that the largest counts; none takes more than its limit. */
  of({
    underTest,
    steps,
    limits,
  }: Pick<CellJob, 'underTest' | 'steps'> & {
    readonly limits: Pick<CellJob['limits'], 'memoryBytes'>;
  }): number {
    const own = this.#peaks.get(underTest);
    let most = 0;
    for (const { name } of steps) {
      if (name !== 'install') {
        most = Math.max(most, own?.get(recordedAs(name)) ?? guessedBytes);
      }
    }
    return Math.min(most, limits.memoryBytes);
  }
}

function recordedAs(name: StepRequest['name']): StepName {
  return name === 'checkout' ? 'own' : name;
}
