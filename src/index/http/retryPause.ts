import type { RequestProblem } from './requestProblem.ts';

/** The longest wait that a server may ask for, in milliseconds. */
export const longestRetryAfter = 60_000;

/**
 * Milliseconds to wait before the next try, or `undefined` if there is no point in one: 0.25 s, doubled each time up to
 * 8 s, spread by up to a quarter so that many clients do not come back at once; longer where `Retry-After` says so.
 *
 * @param attempt number of tries so far, from 1
 * @param random from 0 to 1
 */
export function retryPause(
  problem: RequestProblem,
  attempt: number,
  random: number,
): number | undefined {
  const backOff = Math.min(8000, 250 * 2 ** (attempt - 1)) * (1 + random / 4);
  switch (problem.kind) {
    case 'connection':
    case 'timeout':
    case 'incomplete':
    case 'malformed':
    case 'other-part':
      return backOff;
    case 'slow':
      // Once, for a machine that slept meanwhile: a slow server takes half a minute each time.
      return attempt === 1 ? backOff : undefined;
    case 'endless':
    case 'tls':
      return undefined;
    case 'status':
      if (!isPassing(problem.status) || (problem.retryAfter ?? 0) > longestRetryAfter) {
        return undefined;
      }
      return Math.max(backOff, problem.retryAfter ?? 0);
  }
}

/** Whether a status may be another one next time. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3) -> milliseconds from now. */
export function retryAfterMilliseconds(
  header: string | undefined,
  now: number,
): number | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (/^\s*\d+\s*$/.test(header)) {
    return Number(header) * 1000;
  }
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
