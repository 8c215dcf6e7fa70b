/** The members of an object that are named. */
export function pick<T extends object, K extends keyof T>(
  object: T,
  keys: readonly K[],
): Pick<T, K> {
  const members = keys.map((key) => [key, object[key]] as const);
  // Each key is there with its value.
  return Object.fromEntries(members) as Pick<T, K>;
}
