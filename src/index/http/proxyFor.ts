import type { Proxies, Sourced } from '../../model/settings.ts';

/** The proxy through which a URL is reached, or `undefined` if it is reached directly. */
export function proxyFor(url: URL, proxies: Proxies): Sourced<string> | undefined {
  const proxy = url.protocol === 'https:' ? proxies.https : proxies.http;
  return proxy === undefined || isDirect(url, proxies.direct) ? undefined : proxy;
}

/**
 * Whether `NO_PROXY` lists the host: `*`, a name with all its subdomains, `.name` or `*.name`, an address, each with an
 * optional port; separated by commas or spaces (as curl and Python's requests read it).
 */
function isDirect(url: URL, list: string): boolean {
  const host = unbracketed(url.hostname).toLowerCase().replace(/\.$/, '');
  const port = url.port === '' ? { 'http:': '80', 'https:': '443' }[url.protocol] : url.port;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = entry, entryPort] =
        /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? ([] as readonly string[]);
      if (entryPort !== undefined && entryPort !== port) {
        return false;
      }
      const bare = unbracketed(name).replace(/^\*?\./, '');
      return bare === '*' || host === bare || host.endsWith(`.${bare}`);
    });
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.+)\]$/, '$1');
}
