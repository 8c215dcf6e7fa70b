import { readFile } from 'node:fs/promises';
import type { Credentials, IndexSettings } from '../../model/settings.ts';
import { parseNetrc } from './parseNetrc.ts';
import type { Netrc } from './parseNetrc.ts';

export interface CredentialStore {
  /**
   * The value of `Authorization` for a URL. `from` is the URL that redirected here: to another origin its credentials
   * do not follow, only what is set for that very place.
   */
  authorization(url: URL, from?: URL): Promise<string | undefined>;
}

/**
 * Credentials of the index URL of the same origin that shares the most folders with a URL, as pip chooses them, then
 * those of netrc, by host. Of equally near ones the first with credentials counts.
 */
export function credentialStore(
  settings: Pick<IndexSettings, 'groups' | 'findLinks' | 'netrc'>,
): CredentialStore {
  const known = [
    ...settings.groups.flat(),
    ...settings.findLinks.filter(({ credentials }) => credentials !== undefined),
  ].flatMap(({ url, credentials }) =>
    URL.canParse(url) ? [{ place: new URL(url), credentials }] : [],
  );
  let netrc: Promise<Netrc> | undefined;
  return {
    authorization: async (url, from) => {
      const ofIndex = nearestCredentials(known, url);
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

function nearestCredentials(
  known: readonly { readonly place: URL; readonly credentials: Credentials | undefined }[],
  url: URL,
): Credentials | undefined {
  let nearest = -1;
  let found: Credentials | undefined;
  for (const { place, credentials } of known.filter(({ place }) => place.origin === url.origin)) {
    const near = nearness(place, url);
    if (near > nearest) {
      nearest = near;
      found = credentials;
    } else if (near === nearest) {
      found ??= credentials;
    }
  }
  return found;
}

/** Grows with the folders in common from the root on; of equal ones, a place that holds the URL is nearer. */
function nearness(place: URL, url: URL): number {
  const folders = foldersOf(place);
  const others = foldersOf(url);
  const differs = folders.findIndex((folder, at) => folder !== others[at]);
  return differs < 0 ? folders.length + 0.5 : differs;
}

function foldersOf({ pathname }: URL): readonly string[] {
  return pathname.split('/').filter((part) => part !== '');
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
