import { awaitWork, beginWork } from './work.ts';
import type { Work } from './work.ts';

/**
 * Makes each key's value at most once per process: later and simultaneous callers share the first attempt. A failed one
 * is forgotten, so that a later caller may try again. A value that would have to wait for itself is refused
 * (`CircularWork`).
 */
export class OnceMap<K, V> {
  readonly #works = new Map<K, Work<V>>();

  /** `name` is for people, where they are told what waits for what. */
  get(key: K, make: () => Promise<V>, name?: string): Promise<V> {
    return awaitWork(this.#works.get(key) ?? this.#begin(key, make, name));
  }

  clear(): void {
    this.#works.clear();
  }

  #begin(key: K, make: () => Promise<V>, name: string | undefined): Work<V> {
    const work = beginWork(name, make);
    this.#works.set(key, work);
    work.result.catch(() => {
      if (this.#works.get(key) === work) {
        this.#works.delete(key);
      }
    });
    return work;
  }
}
