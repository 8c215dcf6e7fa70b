import type { StopReason } from '../model/cancelled.ts';

export type StopMode =
  /** Items are started. */
  | 'run'
  /** No item is started any more; tests that run may finish. */
  | 'drain'
  /** What runs is ended. */
  | 'abort';

/** How a run is told to stop: the one holder of that. It only ever gets stricter. */
export class StopControl {
  readonly #listeners = new Set<() => void>();
  readonly #preparing = new AbortController();
  #mode: StopMode = 'run';
  #reason: StopReason | undefined;

  get mode(): StopMode {
    return this.#mode;
  }

  /** Why it is in this mode: what an abort ends was not ended by the drain before it. */
  get reason(): StopReason | undefined {
    return this.#reason;
  }

  /** Aborted by the first stop of any kind: who waits for a build or the index is not testing yet, and is cancelled. */
  get preparing(): AbortSignal {
    return this.#preparing.signal;
  }

  drain(reason: StopReason): void {
    if (this.#mode === 'run') {
      this.#change('drain', reason);
    }
  }

  abort(reason: StopReason): void {
    if (this.#mode !== 'abort') {
      this.#change('abort', reason);
    }
  }

  /** Calls back on each change; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #change(mode: StopMode, reason: StopReason): void {
    this.#mode = mode;
    this.#reason = reason;
    this.#preparing.abort();
    this.#listeners.forEach((listener) => listener());
  }
}
