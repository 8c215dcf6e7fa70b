import { downloadFile } from './downloadFile.ts';
import type { FetchableFile } from './downloadFile.ts';
import { withRemote } from './withRemote.ts';
import type { RemoteOptions } from './withRemote.ts';

/** Brings a file that is no part of an index to a new place; its digest is not checked. Errors as of `downloadFile`. */
export async function downloadRemote(
  file: FetchableFile,
  destination: string,
  options: RemoteOptions,
): Promise<void> {
  const { fileLimit } = options.settings;
  const offline = options.offline && !file.url.startsWith('file:');
  await withRemote(file.url, { ...options, offline }, (client, bare) =>
    downloadFile({ file: { ...file, url: bare }, destination, fileLimit, client, offline }),
  );
}
