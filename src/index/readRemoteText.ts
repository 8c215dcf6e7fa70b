import { SpipError } from '../lib/spipError.ts';
import { showUrl } from '../lib/urls/showUrl.ts';
import { acceptedEncodings, readBody } from './http/readBody.ts';
import { withRemote } from './withRemote.ts';
import type { RemoteOptions } from './withRemote.ts';

/**
 * Reads a text that is no part of an index, such as a file of requirements.
 *
 * @throws SpipError `not-found` where the server has none, `index-unreachable`
 */
export function readRemoteText(url: string, options: RemoteOptions): Promise<string> {
  return withRemote(url, options, (client, bare) =>
    client.exchange(
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
    ),
  );
}
