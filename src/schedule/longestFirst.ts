/**
 * Puts the items that took longest before first, so that none of them starts last and is waited for.
 * An item whose duration (in any one unit) is unknown counts as an average one; equals stay as planned.
 */
export function longestFirst<T>(
  items: readonly T[],
  durationOf: (item: T) => number | undefined,
): readonly T[] {
  const known = items.map(durationOf).filter((duration) => duration !== undefined);
  const average = known.reduce((sum, duration) => sum + duration, 0) / Math.max(1, known.length);
  const durations = new Map(items.map((item) => [item, durationOf(item) ?? average]));
  return items.toSorted((a, b) => (durations.get(b) ?? average) - (durations.get(a) ?? average));
}
