import { tallied } from '../../lib/tally.ts';
import type { CellPhase } from '../../model/runEvent.ts';
import type { PhaseShare, ProfileFacts } from '../../model/profile.ts';
import { coreTimes, ownUsage } from '../../process/usage/ownUsage.ts';

interface OpenPhase {
  readonly phase: CellPhase;
  readonly since: number;
}

/** Takes down when each cell came to which phase, for `--profile`. Times are seconds since the process started. */
export class RunProfile {
  readonly #slots: number;
  readonly #now: () => number;
  readonly #cores = coreTimes();
  readonly #open = new Map<string, OpenPhase>();
  readonly #spent = new Map<CellPhase, { seconds: number; most: number; cells: number }>();
  #firstTest: number | undefined;
  #lastTest = 0;
  #planned: number | undefined;

  constructor(slots: number, now: () => number = () => performance.now() / 1000) {
    this.#slots = slots;
    this.#now = now;
  }

  /** The plan is made: cells begin. */
  planned(): void {
    this.#planned = this.#now();
  }

  phase(cell: string, phase: CellPhase): void {
    const now = this.#now();
    this.#close(cell, now);
    this.#open.set(cell, { phase, since: now });
    if (phase === 'test') {
      this.#firstTest ??= now;
    }
  }

  /** The cell has ended. */
  end(cell: string): void {
    this.#close(cell, this.#now());
    this.#open.delete(cell);
  }

  facts(requests: number): ProfileFacts {
    const now = this.#now();
    const before = this.#cores;
    const span = this.#firstTest === undefined ? 0 : this.#lastTest - this.#firstTest;
    const tested = this.#spent.get('test')?.seconds ?? 0;
    return {
      seconds: now,
      plannedAfter: this.#planned,
      firstTestAfter: this.#firstTest,
      afterLastTest: this.#firstTest === undefined ? undefined : now - this.#lastTest,
      slots: this.#slots,
      slotsBusy: span > 0 ? Math.min(1, tested / (span * this.#slots)) : undefined,
      coresIdle: coreTimes().map(({ idle, all }, core) => {
        const start = before[core] ?? { idle, all };
        return all > start.all ? (idle - start.idle) / (all - start.all) : 0;
      }),
      phases: [...this.#spent].map(([phase, spent]): PhaseShare => ({ phase, ...spent })),
      usage: ownUsage(),
      counts: { ...tallied(), requests },
    };
  }

  #close(cell: string, now: number): void {
    const open = this.#open.get(cell);
    if (open === undefined) {
      return;
    }
    const seconds = now - open.since;
    const spent = this.#spent.get(open.phase) ?? { seconds: 0, most: 0, cells: 0 };
    this.#spent.set(open.phase, {
      seconds: spent.seconds + seconds,
      most: Math.max(spent.most, seconds),
      cells: spent.cells + 1,
    });
    if (open.phase === 'test') {
      this.#lastTest = now;
    }
  }
}
