/** The longest time that a timer takes, some 24 days: a longer one would end at once. */
const longestMs = 2 ** 31 - 1;

/** A computed time in milliseconds as timers take it. */
export function timerMs(milliseconds: number): number {
  return Math.min(milliseconds, longestMs);
}
