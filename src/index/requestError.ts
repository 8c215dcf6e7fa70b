import { SpipError } from '../lib/spipError.ts';
import type { IndexSettings } from '../model/settings.ts';
import { proxyFor } from './proxyFor.ts';
import type { RequestProblem } from './requestProblem.ts';
import { longestRetryAfter } from './retryPause.ts';
import { showUrl } from './showUrl.ts';

/** What a person is told when a request has failed for good: `index-unreachable` with URL, reason and number of tries. */
export function requestError(
  problem: RequestProblem,
  request: { readonly url: string; readonly tries: number; readonly settings: IndexSettings },
): SpipError {
  const { url, tries, settings } = request;
  const { text, hint } = describe(problem, new URL(url), settings);
  const proxy = proxyFor(new URL(url), settings.proxies);
  const through =
    proxy === undefined || problem.kind === 'status'
      ? ''
      : ` through the proxy \`${showUrl(proxy.value)}\` (${proxy.source})`;
  const after = tries === 1 ? '' : ` (${tries} tries)`;
  return new SpipError(
    'index-unreachable',
    `Failed to ${text.verb} \`${showUrl(url)}\`${through}: ${text.reason}${after}`,
    {
      hint,
      cause: 'cause' in problem ? problem.cause : undefined,
    },
  );
}

interface Description {
  readonly text: { readonly verb: string; readonly reason: string };
  readonly hint: string;
}

function describe(problem: RequestProblem, url: URL, settings: IndexSettings): Description {
  switch (problem.kind) {
    case 'connection':
      if (problem.body !== undefined) {
        return describeIncomplete(problem.body, ` (${problem.code})`);
      }
      return {
        text: { verb: 'reach', reason: problem.code },
        hint: 'check the network and the index settings (`-v` shows them), or use what is cached with `--offline`',
      };
    case 'timeout': {
      const { value, source } = settings.timeoutSeconds;
      return {
        text: { verb: 'read', reason: `no answer within ${value} s` },
        hint:
          source === 'default'
            ? 'Set `SPIP_HTTP_TIMEOUT` to wait longer'
            : `Raise \`${source}\` to wait longer`,
      };
    }
    case 'incomplete':
      return describeIncomplete(problem, '');
    case 'tls':
      return describeTls(problem, url, settings);
    case 'status':
      return describeStatus(problem);
  }
}

function describeIncomplete(
  { got, expected }: { readonly got: number; readonly expected: number },
  code: string,
): Description {
  return {
    text: {
      verb: 'read',
      reason: `incomplete download, got ${got} of ${expected} expected bytes${code}`,
    },
    hint: 'run it again; if it stays, the index or a proxy cuts its answers short',
  };
}

function describeTls(
  problem: RequestProblem & { kind: 'tls' },
  url: URL,
  settings: IndexSettings,
): Description {
  const { authorities } = settings.certificates;
  const trusted =
    authorities === undefined
      ? 'Name the authority of your network in `SSL_CERT_FILE` or `PIP_CERT`'
      : `Trusted authorities come from \`${authorities.value}\` (${authorities.source})`;
  return {
    text: {
      verb: 'verify the certificate for',
      reason: `${problem.text.trim()} (${problem.code}) from \`${url.host}\``,
    },
    hint: `${trusted}; \`trusted-host\` turns the check off for one host`,
  };
}

function describeStatus(problem: RequestProblem & { kind: 'status' }): Description {
  const { status, retryAfter } = problem;
  const reason = `${status} ${statusText(status)}`.trim();
  if (status === 401 || status === 403) {
    return {
      text: { verb: 'read', reason },
      hint: 'give user name and password in the URL of the index or in netrc',
    };
  }
  if (retryAfter !== undefined && retryAfter > longestRetryAfter) {
    const seconds = Math.ceil(retryAfter / 1000);
    return {
      text: { verb: 'read', reason: `${reason}, to be tried again in ${seconds} s` },
      hint: 'wait that long, or use what is cached with `--offline`',
    };
  }
  return {
    text: { verb: 'read', reason },
    hint: 'try again later, or use what is cached with `--offline`',
  };
}

/** Not by an import, which costs every start 25 ms: it makes Node load its own HTTP client. */
function statusText(status: number): string {
  return process.getBuiltinModule('node:http').STATUS_CODES[status] ?? '';
}
