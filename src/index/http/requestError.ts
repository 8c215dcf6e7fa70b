import { SpipError } from '../../lib/spipError.ts';
import type { IndexSettings } from '../../model/settings.ts';
import { describeStatus } from './describeStatus.ts';
import { proxyFor } from './proxyFor.ts';
import type { RequestProblem } from './requestProblem.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';

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
    case 'slow':
    case 'endless':
      return { text: { verb: 'read', reason: slowness(problem) }, hint: slowHint };
    case 'incomplete':
      return describeIncomplete(problem, '');
    case 'malformed':
      return {
        text: { verb: 'read', reason: `malformed answer (${problem.reason})` },
        hint: 'the index or a proxy in between speaks no proper HTTP; `--offline` uses what is cached',
      };
    case 'other-part':
      return {
        text: { verb: 'read', reason: 'its server answered with another part than was asked for' },
        hint: 'the index or a proxy in between answers ranges wrongly',
      };
    case 'tls':
      return describeTls(problem, url, settings);
    case 'status': {
      const { reason, hint } = describeStatus(problem);
      return { text: { verb: 'read', reason }, hint };
    }
  }
}

const slowHint =
  'no setting changes this limit: use an index or mirror that is faster, or what is cached with `--offline`';

function slowness(problem: RequestProblem & { kind: 'slow' | 'endless' }): string {
  const seconds = Math.round(problem.seconds);
  return problem.kind === 'endless'
    ? `its answer had no end after ${seconds} s`
    : `too slow, got ${problem.bytes} bytes in ${seconds} s, less than ${problem.pace} bytes per second`;
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
