import type { Dispatcher } from 'undici';
import { OnceMap } from '../../lib/onceMap.ts';
import { timerMs } from '../../lib/timerMs.ts';
import type { IndexSettings } from '../../model/settings.ts';
import { headersWithin } from './headersWithin.ts';
import { proxyFor } from './proxyFor.ts';
import { isTrustedHost, tlsOptions } from './tlsOptions.ts';
import type { TlsOptions } from './tlsOptions.ts';
import type { Transport, TransportResponse } from './transport.ts';

type ConnectionSettings = Pick<IndexSettings, 'timeoutSeconds' | 'certificates' | 'proxies'>;

/** Connections per host where the server speaks only HTTP/1.1; HTTP/2 needs one. */
const connections = 20;

/** HTTP/1.1 and HTTP/2 by undici, which is loaded with the first request: a warm run needs none. */
export function undiciTransport(settings: ConnectionSettings): Transport {
  const dispatchers = new OnceMap<string, Dispatcher>();
  const opened: Dispatcher[] = [];
  // Also for sockets that are only connecting, which undici leaves alone until they time out.
  const closed = new AbortController();
  return {
    send: async ({ url, headers }) => {
      const proxy = proxyFor(url, settings.proxies);
      const trusted = isTrustedHost(url, settings.certificates.trustedHosts.value);
      const key = `${url.protocol} ${trusted} ${proxy?.value ?? ''}`;
      const dispatcher = await dispatchers.get(key, async () => {
        const tls =
          url.protocol === 'https:' || proxy?.value.startsWith('https:') === true
            ? await tlsOptions(settings.certificates, trusted)
            : {};
        const made = await makeDispatcher({
          proxy: proxy?.value,
          tls: { ...tls, signal: closed.signal },
          settings,
        });
        opened.push(made);
        return made;
      });
      const {
        statusCode,
        headers: received,
        body,
      } = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        headers: { ...headers },
      });
      // Nobody may be reading when the connection breaks; whoever reads gets the error all the same.
      body.on('error', () => undefined);
      return {
        status: statusCode,
        headers: joined(received),
        body,
        discard: async () => {
          body.destroy();
          await Promise.resolve();
        },
      } satisfies TransportResponse;
    },
    close: async () => {
      closed.abort();
      await Promise.all(opened.map((dispatcher) => dispatcher.destroy()));
    },
  };
}

async function makeDispatcher(options: {
  readonly proxy: string | undefined;
  readonly tls: TlsOptions & { readonly signal: AbortSignal };
  readonly settings: ConnectionSettings;
}): Promise<Dispatcher> {
  const { Agent, ProxyAgent, errors } = await import('undici');
  const { proxy, tls, settings } = options;
  const timeout = timerMs(settings.timeoutSeconds.value * 1000);
  const common = { headersTimeout: timeout, bodyTimeout: timeout, connections, allowH2: true };
  const connect = { ...tls, timeout, preferH2: true };
  const dispatcher =
    proxy === undefined
      ? new Agent({ ...common, connect })
      : new ProxyAgent({
          ...common,
          uri: proxy,
          connectTimeout: timeout,
          requestTls: connect,
          proxyTls: { ...tls, timeout },
        });
  return dispatcher.compose(headersWithin(timeout, () => new errors.HeadersTimeoutError()));
}

function joined(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'object' ? value.join(', ') : value,
    ]),
  );
}
