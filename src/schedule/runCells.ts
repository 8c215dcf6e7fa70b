import type { StopReason } from '../model/cancelled.ts';
import { Cancelled } from '../model/cancelled.ts';
import type { StopControl } from './stopControl.ts';

/** A place among those that test. */
interface Slot {
  /** Waits for a free place; throws `Cancelled` when the run is stopped before there is one. */
  enter(): Promise<void>;
  /** Gives the place back before the item is done, to clean up; otherwise it is given back then. */
  leave(): void;
}

export interface ItemContext {
  /** Aborted, with `Cancelled`, when this item is to end at once. */
  readonly signal: AbortSignal;
  readonly slot: Slot;
}

/** How one attempt of an item ended. */
export interface Attempted<R> {
  readonly result: R;
  /** Whether to put the item back for another attempt; where the run is stopped the result stands. */
  readonly again: boolean;
}

/** Memory, in bytes. Items that test take it; who gets ready or cleans up takes none worth counting. */
interface Memory<T> {
  /** For all that test. One item tests in any case, however much it takes. */
  readonly total: number;
  /** What an item is expected to take, as things stand. */
  readonly expectedOf: (item: T) => number;
  /** Called once: while this many test, a place stays free for want of memory. */
  readonly onShort: (testing: number) => void;
}

export interface CellsJob<T, R> {
  /** In the order of the plan: results come in this order. */
  readonly items: readonly T[];
  /** In which order to start them; as planned if left out. */
  readonly order?: ((items: readonly T[]) => readonly T[]) | undefined;
  /** Names an item; no two may share one. */
  readonly key: (item: T) => string;
  /** How many test at once, at most. */
  readonly slots: number;
  /** What they have together; left out: as much as they like. */
  readonly memory?: Memory<T> | undefined;
  /** How many more may be getting ready, or cleaning up, at once. */
  readonly prepareSlots: number;
  readonly stop: StopControl;
  /** Turns whatever ends an item, also its cancellation, into a result: a throw is a bug and ends the whole run. */
  readonly run: (item: T, context: ItemContext) => Promise<Attempted<R>>;
  /** The result of an item that waited in the queue when the run was stopped. */
  readonly onCancelled: (item: T, reason: StopReason) => R;
  /** Whether this result stops the run; running tests still finish. */
  readonly failFast?: ((result: R) => boolean) | undefined;
  /** Called once for each item that is begun. */
  readonly onStart?: ((item: T) => void) | undefined;
  readonly onFinish?: ((item: T, result: R) => void) | undefined;
  /** Called once if the run is stopped while this many items test and are let finish. */
  readonly onDrain?: ((testing: number) => void) | undefined;
}

/**
 * Runs every item once, each in two phases: getting ready (many at once, mostly waiting) and, after
 * `slot.enter()`, testing (exactly `slots` at once while there is work, fewer where memory is short). One failing
 * item stops no other. Returns the results in the order of `items`.
 */
export async function runCells<T, R>(job: CellsJob<T, R>): Promise<readonly R[]> {
  return new CellRun(job).results();
}

interface Entry<T> {
  readonly item: T;
  readonly rank: number;
  begun: boolean;
}

interface Running<T> extends Entry<T> {
  readonly controller: AbortController;
  phase: 'preparing' | 'waiting' | 'testing' | 'left';
  /** Lets a waiting item in. */
  admit: (() => void) | undefined;
  /** Whether it is told to end: it gets no place any more. */
  cancelled: boolean;
}

class CellRun<T, R> {
  readonly #job: CellsJob<T, R>;
  readonly #queue: Entry<T>[];
  readonly #running = new Set<Running<T>>();
  readonly #results = new Map<T, R>();
  readonly #done = Promise.withResolvers<void>();
  #drainAnnounced = false;
  #shortAnnounced = false;

  constructor(job: CellsJob<T, R>) {
    this.#job = job;
    const ordered = job.order?.(job.items) ?? job.items;
    this.#queue = ordered.map((item, rank) => ({ item, rank, begun: false }));
    const keys = new Set(ordered.map(job.key));
    if (keys.size !== job.items.length || ordered.length !== job.items.length) {
      throw new Error('Expected every item exactly once');
    }
  }

  async results(): Promise<readonly R[]> {
    const unlisten = this.#job.stop.onChange(() => this.#guarded(() => this.#decide()));
    try {
      this.#guarded(() => this.#decide());
      await this.#done.promise;
    } finally {
      unlisten();
      // After a bug others may still run: nobody waits for them any more.
      this.#running.forEach((running) => running.controller.abort(new Cancelled('interrupted')));
    }
    return this.#job.items.map((item) => this.#resultOf(item));
  }

  /** The only place where anything is decided; synchronous, so that no two decisions overlap. */
  #decide(): void {
    // 1. Stopped: what has not tested yet is cancelled.
    if (this.#job.stop.mode !== 'run') {
      this.#cancelUntested();
      this.#announceDrain();
    }
    // 2. Free test places go to those that wait, in the order of starting: no smaller one passes one that has no room yet.
    for (let next = this.#nextToAdmit(); next !== undefined; next = this.#nextToAdmit()) {
      next.phase = 'testing';
      next.admit?.();
    }
    // 3. Free places for getting ready go to the queue; who cleans up still holds one.
    while (this.#count('preparing', 'waiting', 'left') < this.#job.prepareSlots) {
      const entry = this.#queue.shift();
      if (entry === undefined) {
        break;
      }
      this.#start(entry);
    }
    // 4. Nothing runs and nothing waits: done.
    if (this.#running.size === 0 && this.#queue.length === 0) {
      this.#done.resolve();
    }
  }

  #cancelUntested(): void {
    const reason = this.#job.stop.reason ?? 'interrupted';
    for (const { item } of this.#queue.splice(0)) {
      this.#finish(item, this.#job.onCancelled(item, reason));
    }
    for (const running of this.#running) {
      if (!hasTested(running) || this.#job.stop.mode === 'abort') {
        running.cancelled = true;
        running.controller.abort(new Cancelled(reason));
      }
    }
  }

  #announceDrain(): void {
    const testing = this.#count('testing', 'left');
    if (this.#job.stop.mode === 'drain' && testing > 0 && !this.#drainAnnounced) {
      this.#drainAnnounced = true;
      this.#job.onDrain?.(testing);
    }
  }

  #nextToAdmit(): Running<T> | undefined {
    if (this.#count('testing') >= this.#job.slots) {
      return undefined;
    }
    const waiting = [...this.#running].filter(
      (running) => running.phase === 'waiting' && !running.cancelled,
    );
    const next = waiting.reduce<Running<T> | undefined>(
      (best, running) => (best === undefined || running.rank < best.rank ? running : best),
      undefined,
    );
    return next === undefined || this.#hasRoomFor(next) ? next : undefined;
  }

  /** Looked at anew each time: what is expected changes with what was seen since. */
  #hasRoomFor({ item }: Running<T>): boolean {
    const { memory } = this.#job;
    const testing = this.#count('testing');
    if (memory === undefined || testing === 0) {
      return true;
    }
    let bytes = memory.expectedOf(item);
    for (const running of this.#running) {
      bytes += running.phase === 'testing' ? memory.expectedOf(running.item) : 0;
    }
    if (bytes > memory.total && !this.#shortAnnounced) {
      this.#shortAnnounced = true;
      memory.onShort(testing);
    }
    return bytes <= memory.total;
  }

  #start(entry: Entry<T>): void {
    const isFirst = !entry.begun;
    entry.begun = true;
    const running: Running<T> = {
      ...entry,
      controller: new AbortController(),
      phase: 'preparing',
      admit: undefined,
      cancelled: false,
    };
    this.#running.add(running);
    if (isFirst) {
      this.#job.onStart?.(entry.item);
    }
    const context = { signal: running.controller.signal, slot: this.#slotOf(running) };
    void this.#job.run(entry.item, context).then(
      (attempted) => this.#guarded(() => this.#settle(running, entry, attempted)),
      (error: unknown) => this.#done.reject(error),
    );
  }

  #settle(running: Running<T>, entry: Entry<T>, { result, again }: Attempted<R>): void {
    this.#running.delete(running);
    if (again && this.#job.stop.mode === 'run') {
      this.#queue.push(entry);
    } else {
      this.#finish(entry.item, result);
      if (this.#job.failFast?.(result) === true) {
        this.#job.stop.drain('fail-fast');
      }
    }
    this.#decide();
  }

  #finish(item: T, result: R): void {
    if (this.#results.has(item)) {
      throw new Error(`Expected one result of \`${this.#job.key(item)}\``);
    }
    this.#results.set(item, result);
    this.#job.onFinish?.(item, result);
  }

  #slotOf(running: Running<T>): Slot {
    return {
      enter: async () => {
        if (running.phase !== 'preparing') {
          throw new Error('Expected a slot to be entered once');
        }
        running.controller.signal.throwIfAborted();
        const admitted = Promise.withResolvers<void>();
        running.phase = 'waiting';
        running.admit = admitted.resolve;
        const { signal } = running.controller;
        const cancel = (): void => admitted.reject(signal.reason);
        signal.addEventListener('abort', cancel, { once: true });
        this.#guarded(() => this.#decide());
        await admitted.promise;
      },
      leave: () => {
        running.phase = 'left';
        this.#guarded(() => this.#decide());
      },
    };
  }

  #count(...phases: readonly Running<T>['phase'][]): number {
    let count = 0;
    for (const running of this.#running) {
      count += phases.includes(running.phase) ? 1 : 0;
    }
    return count;
  }

  /** A throw in a decision is a bug of ours: it ends the run instead of leaving it hanging. */
  #guarded(decide: () => void): void {
    try {
      decide();
    } catch (error) {
      this.#done.reject(error);
    }
  }

  #resultOf(item: T): R {
    if (!this.#results.has(item)) {
      throw new Error(`Expected a result of \`${this.#job.key(item)}\``);
    }
    // The map holds it; R itself may be undefined.
    return this.#results.get(item) as R;
  }
}

function hasTested({ phase }: Pick<Running<unknown>, 'phase'>): boolean {
  return phase === 'testing' || phase === 'left';
}
