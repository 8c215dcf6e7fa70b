import type { CellPhase } from '../../model/runEvent.ts';

/** Calls a task again and again until the returned function is called. */
type Every = (milliseconds: number, task: () => void) => () => void;

// As often as a board is drawn: a phase that nobody can see is no event.
const sampleMilliseconds = 100;

/** Says ten times a second which phase each running cell has come to, where it changed. */
export class PhaseFeed {
  readonly #say: (cell: string, phase: CellPhase) => void;
  readonly #changed = new Map<string, CellPhase>();
  readonly #stop: () => void;

  constructor(say: (cell: string, phase: CellPhase) => void, every: Every = untilStopped) {
    this.#say = say;
    this.#stop = every(sampleMilliseconds, () => this.#sayAll());
  }

  set(cell: string, phase: CellPhase): void {
    this.#changed.set(cell, phase);
  }

  /** To be called when a cell has ended. */
  end(cell: string): void {
    this.#changed.delete(cell);
  }

  close(): void {
    this.#stop();
  }

  #sayAll(): void {
    for (const [cell, phase] of this.#changed) {
      this.#say(cell, phase);
    }
    this.#changed.clear();
  }
}

function untilStopped(milliseconds: number, task: () => void): () => void {
  const timer = setInterval(task, milliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
