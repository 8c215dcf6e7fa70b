/**
 * What all promises give, as `Promise.all`, but a failure waits until every one of them has ended: then nothing goes on
 * behind the back of whoever cleans up. Of several failures that of the first is thrown.
 */
export async function allEnded<T extends readonly unknown[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
