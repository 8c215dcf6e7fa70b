import type { RequestProblem } from './requestProblem.ts';
import { isPassing, longestRetryAfter } from './retryPause.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';

const offline = 'use what is cached with `--offline`';

/** The statuses of redirects that are followed. */
export const followed: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** What a status means for whoever asked, and the way out. */
export function describeStatus(problem: RequestProblem & { readonly kind: 'status' }): {
  readonly reason: string;
  readonly hint: string;
} {
  const { status, retryAfter } = problem;
  const reason = `${status} ${statusText(status)}`.trim();
  if (status >= 300 && status < 400) {
    return {
      reason: `${reason}, ${target(problem)}`,
      hint: 'correct the URL of the index, or tell who runs it',
    };
  }
  if (status === 401 || status === 403) {
    return { reason, hint: 'give user name and password in the URL of the index or in netrc' };
  }
  if (status === 407) {
    return { reason, hint: 'give user name and password in the URL of the proxy' };
  }
  if (retryAfter !== undefined && retryAfter > longestRetryAfter) {
    const seconds = Math.ceil(retryAfter / 1000);
    return {
      reason: `${reason}, to be tried again in ${seconds} s`,
      hint: `wait that long, or ${offline}`,
    };
  }
  if (status === 404 || status === 410) {
    return { reason, hint: 'what the index lists is not there: ask it again with `--refresh`' };
  }
  return {
    reason,
    hint: isPassing(status)
      ? `try again later, or ${offline}`
      : `correct the URL of the index, or ${offline}`,
  };
}

/** Where a redirect leads that cannot be followed. */
function target({ status, location }: RequestProblem & { readonly kind: 'status' }): string {
  if (status === 304) {
    return 'to a request without conditions';
  }
  if (!followed.has(status)) {
    return 'which is no redirect to one place';
  }
  return location === undefined
    ? 'a redirect without `Location`'
    : `a redirect to \`${showUrl(location)}\`, which is no http or https URL`;
}

/** Not by an import, which costs every start 25 ms: it makes Node load its own HTTP client. */
function statusText(status: number): string {
  return process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '';
}
