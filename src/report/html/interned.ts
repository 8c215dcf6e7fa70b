/** A list in which each value stands once. */
export class Interned<T> {
  readonly #places = new Map<string, number>();
  readonly values: T[] = [];

  /** The place of the value. */
  place(value: T): number {
    const key = typeof value === 'string' ? value : JSON.stringify(value);
    const known = this.#places.get(key);
    if (known !== undefined) {
      return known;
    }
    this.#places.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
