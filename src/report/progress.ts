import type { CellPhase, RunEvent } from '../model/runEvent.ts';
import { CellNames } from './cellNames.ts';
import { formatSeconds } from './formatSeconds.ts';
import type { Outcome } from './symbols.ts';
import { outcomeOf } from './symbols.ts';

/** A cell that is at work. */
export interface RunningCell {
  readonly id: string;
  /** Padded. */
  readonly name: string;
  phase: CellPhase;
  readonly since: number;
}

/** What a phase is called. */
export const phaseWords: Readonly<Record<CellPhase, string>> = {
  resolve: 'resolving',
  fetch: 'fetching',
  build: 'building',
  compose: 'composing',
  worktree: 'preparing',
  wait: 'waiting',
  test: 'testing',
  clean: 'cleaning up',
};

// Fewer say nothing of the others.
const fewestForRate = 3;

/** How far a run is; times in seconds of one clock. */
export class Progress {
  started: number;
  total = 0;
  draining = false;
  readonly names = new CellNames();
  readonly counts = new Map<Outcome, number>();
  /** In lines; `undefined` is a free one, which is used again so that the others keep their places. */
  readonly running: (RunningCell | undefined)[] = [];
  #decided = 0;

  constructor(now: number) {
    this.started = now;
  }

  on(event: RunEvent, now: number): void {
    switch (event.kind) {
      case 'run-started':
        this.started = now;
        this.total = event.cells.length;
        this.#decided = event.decided.length;
        this.names.take(event);
        event.decided.forEach(({ outcome }) => this.#count(outcomeOf(outcome)));
        return;
      case 'cell-started':
        this.#begin(event.cell, now);
        return;
      case 'cell-phase': {
        const cell = this.running.find((candidate) => candidate?.id === event.cell);
        if (cell !== undefined) {
          cell.phase = event.phase;
        }
        return;
      }
      case 'cell-finished': {
        const index = this.running.findIndex((cell) => cell?.id === event.cell);
        if (index !== -1) {
          this.running[index] = undefined;
        }
        this.#count(outcomeOf(event.outcome));
        return;
      }
      case 'draining':
        this.draining = true;
        return;
      case 'warning':
      case 'debug':
      case 'run-finished':
    }
  }

  /** How many cells have an outcome. */
  done(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** `4 running, 2 waiting`; where there is little room `4 run, 2 wait`. */
  atWork(isShort = false): string {
    const cells = this.running.filter((cell) => cell !== undefined);
    const waiting = cells.filter(({ phase }) => phase === 'wait').length;
    const [run, wait] = isShort ? ['run', 'wait'] : ['running', 'waiting'];
    return `${cells.length - waiting} ${run}${waiting === 0 ? '' : `, ${waiting} ${wait}`}`;
  }

  /** How fast it goes and how long the rest takes at that, as texts; `undefined` where nothing can be said yet. */
  rate(now: number): { readonly speed: string; readonly left: string } | undefined {
    const [tested, left] = [this.done() - this.#decided, this.total - this.done()];
    const elapsed = now - this.started;
    if (tested < fewestForRate || left === 0 || elapsed <= 0) {
      return undefined;
    }
    const rate = tested / elapsed;
    const seconds = Math.ceil(left / rate);
    return {
      speed: rate < 0.1 ? `${(rate * 60).toFixed(1)}/min` : `${rate.toFixed(rate < 10 ? 1 : 0)}/s`,
      left: seconds < 60 ? `${seconds} s` : formatSeconds(seconds),
    };
  }

  #begin(id: string, now: number): void {
    const free = this.running.indexOf(undefined);
    this.running[free === -1 ? this.running.length : free] = {
      id,
      name: this.names.padded(id),
      phase: 'resolve',
      since: now,
    };
  }

  #count(outcome: Outcome): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }
}
