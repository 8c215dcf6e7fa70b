/** Makes each object's value at most once while the object lives; a failed attempt is forgotten. */
export class OncePerObject<K extends object, V> {
  readonly #values = new WeakMap<K, Promise<V>>();

  get(object: K, make: () => Promise<V>): Promise<V> {
    const known = this.#values.get(object);
    if (known !== undefined) {
      return known;
    }
    const made = make();
    this.#values.set(object, made);
    made.catch(() => this.#values.delete(object));
    return made;
  }
}
