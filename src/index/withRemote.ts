import { SpipError } from '../lib/spipError.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { splitCredentials } from '../lib/urls/splitCredentials.ts';
import { whenAborted } from '../lib/whenAborted.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { IndexSettings } from '../model/settings.ts';
import { answerLimits } from './http/answerLimits.ts';
import { HttpClient } from './http/httpClient.ts';
import { httpEffects } from './http/httpEffects.ts';
import { requestCounters } from './http/requestCounters.ts';
import { undiciTransport } from './http/undiciTransport.ts';

export interface RemoteOptions {
  readonly settings: IndexSettings;
  readonly offline: boolean;
  readonly emit: EmitEvent;
  /** Ends the wait for an answer. */
  readonly signal: AbortSignal;
}

/**
 * Asks for something that is no part of an index, in the way that indexes are asked: proxies, certificates, retries, and
 * the credentials of the URL, of the index on that host or of netrc. The task gets the URL without its credentials.
 *
 * @throws SpipError `index-unreachable` offline; what the task throws
 */
export async function withRemote<T>(
  url: string,
  options: RemoteOptions,
  task: (client: HttpClient, bare: string) => Promise<T>,
): Promise<T> {
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
    return await task(client, bare);
  } finally {
    await client.close();
  }
}
