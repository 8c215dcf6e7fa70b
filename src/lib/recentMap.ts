import { awaitWork, beginWork } from './work.ts';
import type { Work } from './work.ts';

interface Entry<V> {
  readonly work: Work<V>;
  /** 0 while it is being made. */
  weight: number;
}

export interface RecentMapOptions<V> {
  /** What all values may weigh together. */
  readonly most: number;
  /** 0: never forgotten. */
  readonly weigh: (value: V) => number;
}

/**
 * Like `OnceMap`, but forgets the values that were not asked for the longest once all together weigh too much. What is
 * still being made, and the newest, stay.
 */
export class RecentMap<K, V> {
  readonly #options: RecentMapOptions<V>;
  /** The least recently asked for first. */
  readonly #entries = new Map<K, Entry<V>>();
  #weight = 0;

  constructor(options: RecentMapOptions<V>) {
    this.#options = options;
  }

  get(key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return awaitWork(known.work);
    }
    const entry: Entry<V> = { work: beginWork(undefined, make), weight: 0 };
    this.#entries.set(key, entry);
    entry.work.result.then(
      (value) => this.#weighed(key, entry, value),
      () => this.#forget(key, entry),
    );
    return awaitWork(entry.work);
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  #weighed(key: K, entry: Entry<V>, value: V): void {
    if (this.#entries.get(key) !== entry) {
      return;
    }
    entry.weight = this.#options.weigh(value);
    this.#weight += entry.weight;
    for (const [other, old] of this.#entries) {
      if (this.#weight <= this.#options.most) {
        return;
      }
      if (old.weight > 0 && old !== entry) {
        this.#forget(other, old);
      }
    }
  }

  #forget(key: K, entry: Entry<V>): void {
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key);
      this.#weight -= entry.weight;
    }
  }
}
