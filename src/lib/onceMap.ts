/**
 * Makes each key's value at most once per process: later and simultaneous callers share the first promise.
 * A failed attempt is forgotten, so that a later caller may try again.
 */
export class OnceMap<K, V> {
  readonly #values = new Map<K, Promise<V>>();

  get(key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = make();
    this.#values.set(key, made);
    made.catch(() => {
      if (this.#values.get(key) === made) {
        this.#values.delete(key);
      }
    });
    return made;
  }

  clear(): void {
    this.#values.clear();
  }
}
