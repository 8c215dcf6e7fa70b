import { readFile } from 'node:fs/promises';
import type { Credentials, IndexSettings } from '../model/settings.ts';
import { parseNetrc } from './parseNetrc.ts';
import type { Netrc } from './parseNetrc.ts';

export interface CredentialStore {
  /**
   * The value of `Authorization` for a URL. `from` is the URL that redirected here: to another origin its credentials
   * do not follow, only what is set for that very place.
   */
  authorization(url: URL, from?: URL): Promise<string | undefined>;
}

/** Credentials of the index URLs, by origin, then those of netrc, by host. */
export function credentialStore(
  settings: Pick<IndexSettings, 'groups' | 'findLinks' | 'netrc'>,
): CredentialStore {
  const known = [...settings.groups.flat(), ...settings.findLinks].flatMap(({ url, credentials }) =>
    credentials === undefined || !URL.canParse(url)
      ? []
      : [{ origin: new URL(url).origin, credentials }],
  );
  let netrc: Promise<Netrc> | undefined;
  return {
    authorization: async (url, from) => {
      const ofIndex = known.find(({ origin }) => origin === url.origin)?.credentials;
      if (ofIndex !== undefined) {
        return basic(ofIndex);
      }
      netrc ??= readNetrc(settings.netrc);
      const { machines, fallback } = await netrc;
      if (from === undefined || from.origin === url.origin) {
        return basic(machines.get(url.hostname) ?? fallback);
      }
      // netrc knows no ports: the same host on another port is another place all the same.
      return from.hostname === url.hostname ? undefined : basic(machines.get(url.hostname));
    },
  };
}

function basic(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) {
    return undefined;
  }
  const { username, password } = credentials;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** An unreadable netrc counts as none, as with pip. */
async function readNetrc(path: string | undefined): Promise<Netrc> {
  try {
    return parseNetrc(path === undefined ? '' : await readFile(path, 'utf8'));
  } catch {
    return parseNetrc('');
  }
}
