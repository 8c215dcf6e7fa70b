/** A task that is done when its result is first wanted, and not again. */
export function once<T>(task: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= task());
}
