import type { StopControl } from './stopControl.ts';

export type InterruptSignal = 'SIGINT' | 'SIGTERM';

/** The part of `process` that is watched. */
export interface SignalEmitter {
  on(signal: InterruptSignal, listener: () => void): unknown;
  off(signal: InterruptSignal, listener: () => void): unknown;
}

/**
 * Turns signals into stops for as long as it is not disposed: the first Ctrl-C drains, the second one, or a
 * SIGTERM, ends what runs.
 */
export class InterruptWatch implements Disposable {
  readonly #emitter: SignalEmitter;
  readonly #stop: StopControl;
  #first: InterruptSignal | undefined;

  constructor(emitter: SignalEmitter, stop: StopControl) {
    this.#emitter = emitter;
    this.#stop = stop;
    emitter.on('SIGINT', this.#onInterrupt);
    emitter.on('SIGTERM', this.#onTerminate);
  }

  /** The signal that came first; it decides the exit status (130 or 143). */
  get signal(): InterruptSignal | undefined {
    return this.#first;
  }

  [Symbol.dispose](): void {
    this.#emitter.off('SIGINT', this.#onInterrupt);
    this.#emitter.off('SIGTERM', this.#onTerminate);
  }

  readonly #onInterrupt = (): void => {
    if (this.#first === undefined) {
      this.#first = 'SIGINT';
      this.#stop.drain('interrupted');
    } else {
      this.#stop.abort('interrupted');
    }
  };

  readonly #onTerminate = (): void => {
    this.#first ??= 'SIGTERM';
    this.#stop.abort('interrupted');
  };
}

/** Watches until the result is disposed (`using`). */
export function watchInterrupts(stop: StopControl, emitter: SignalEmitter): InterruptWatch {
  return new InterruptWatch(emitter, stop);
}
