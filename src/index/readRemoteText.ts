import { SpipError } from '../lib/spipError.ts';
import { splitCredentials } from '../lib/urls/splitCredentials.ts';
import { whenAborted } from '../lib/whenAborted.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { IndexSettings } from '../model/settings.ts';
import { answerLimits } from './http/answerLimits.ts';
import { HttpClient } from './http/httpClient.ts';
import { httpEffects } from './http/httpEffects.ts';
import { acceptedEncodings, readBody } from './http/readBody.ts';
import { requestCounters } from './http/requestCounters.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { undiciTransport } from './http/undiciTransport.ts';

export interface RemoteTextOptions {
  readonly settings: IndexSettings;
  readonly offline: boolean;
  readonly emit: EmitEvent;
  /** Ends the wait for an answer. */
  readonly signal: AbortSignal;
}

/**
 * Reads a text that is no part of an index, such as a file of requirements, in the way that indexes are read: proxies,
 * certificates, retries, and the credentials of the URL, of the index on that host or of netrc.
 *
 * @throws SpipError `not-found` where the server has none, `index-unreachable`
 */
export async function readRemoteText(url: string, options: RemoteTextOptions): Promise<string> {
  const { offline, emit, signal } = options;
  if (offline) {
    throw new SpipError('index-unreachable', `Failed to read \`${showUrl(url)}\` offline`, {
      hint: 'download it, and name the file',
    });
  }
  const { bare, credentials } = splitCredentials(new URL(url));
  const settings: IndexSettings = {
    ...options.settings,
    findLinks:
      credentials === undefined
        ? options.settings.findLinks
        : [{ url: bare, credentials, source: showUrl(url) }, ...options.settings.findLinks],
  };
  const client = new HttpClient({
    settings,
    transport: undiciTransport(settings),
    limits: answerLimits,
    effects: httpEffects,
    counters: requestCounters(),
    emit,
  });
  whenAborted(signal, () => void client.close());
  try {
    return await client.exchange(
      {
        url: bare,
        kind: 'page',
        headers: () => ({ 'accept-encoding': acceptedEncodings }),
        accept: [404, 410],
      },
      async (response) => {
        if (response.status === 404 || response.status === 410) {
          throw new SpipError(
            'not-found',
            `Failed to read \`${showUrl(url)}\`: the server has no such file (${response.status})`,
          );
        }
        return (await readBody(response)).toString('utf8');
      },
    );
  } finally {
    await client.close();
  }
}
