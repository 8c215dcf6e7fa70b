import { constants } from 'node:fs';
import { copyFile, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { diskError } from '../lib/files/diskError.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Sourced } from '../model/settings.ts';
import { tooLarge } from './http/answerLimits.ts';
import type { SizeLimit } from './http/answerLimits.ts';
import { canBeSent } from './http/freshness.ts';
import type { HttpClient, HttpResponse } from './http/httpClient.ts';
import { IncompleteBody, OtherPart, TransportFailure } from './http/requestProblem.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

export interface DownloadOptions extends SavedFile {
  readonly client: HttpClient;
  readonly offline: boolean;
}

/** What is to be known of a file that is fetched. */
export type FetchableFile = Pick<DistFile, 'url' | 'size' | 'index'>;

interface SavedFile {
  readonly file: FetchableFile;
  /** Must not exist yet; removed again if the download fails. */
  readonly destination: string;
  /** The most bytes of a file whose page gives no size. */
  readonly fileLimit: Sourced<number>;
}

/**
 * Brings a file to a new place. A body that breaks off is continued by a ranged request, or read again where the server
 * knows no ranges. Length is checked, the digest is not.
 *
 * @throws SpipError `index-unreachable`, also for more bytes than the page or the settings allow; `disk`, `unwritable`
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { file, destination, offline } = options;
  if (file.url.startsWith('file:')) {
    await copyLocal(file, destination);
    return;
  }
  if (offline) {
    throw new SpipError(
      'index-unreachable',
      `Failed to download \`${showUrl(file.url)}\` offline: it is not in the cache`,
      { hint: 'run once without `--offline`' },
    );
  }
  try {
    const target = await onDisk(sized(destination, file.size), () => open(destination, 'wx'));
    try {
      await fetchInto(target, options);
    } finally {
      await target.close();
    }
  } catch (error) {
    await rm(destination, { force: true });
    throw error;
  }
}

async function copyLocal(file: FetchableFile, destination: string): Promise<void> {
  const source = pathOfUrl(file.url);
  try {
    await copyFile(source, destination, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'EISDIR')) {
      throw new SpipError(
        'index-unreachable',
        `Failed to read \`${source}\`, which \`${showUrl(file.index)}\` lists`,
        { cause: error },
      );
    }
    await rm(destination, { force: true });
    throw diskError(error, `write \`${destination}\``);
  }
}

/** How far a download has come. */
interface Progress {
  received: number;
  /** Length of the whole file, as the first answer told it. */
  total: number | undefined;
  /** Whether the file holds anything, of this answer or an earlier one. */
  written: boolean;
  /** Whether the server is worth asking for the rest. */
  resumable: boolean;
  etag: string | undefined;
}

function unbegun(): Progress {
  return { received: 0, total: undefined, written: false, resumable: true, etag: undefined };
}

async function fetchInto(target: FileHandle, options: DownloadOptions): Promise<void> {
  const { file, client, destination } = options;
  const progress = unbegun();
  const headers = (): Readonly<Record<string, string>> => ({
    'accept-encoding': 'identity',
    ...(progress.received > 0 && progress.resumable
      ? {
          range: `bytes=${progress.received}-`,
          ...(progress.etag === undefined ? {} : { 'if-range': progress.etag }),
        }
      : {}),
  });
  await client.exchange(
    { url: file.url, kind: 'file', headers, accept: [416] },
    async (response) => {
      startOfBody(response, progress);
      // A body that nobody reads is lost when its connection breaks: do not wait without need.
      if (response.status !== 206 && progress.written) {
        await onDisk(sized(destination, progress.total), () => target.truncate(0));
      }
      await receive({ response, target, progress }, options);
    },
  );
}

/**
 * Writes the body of an answer that holds a whole file to a new place, which is removed again if that fails. Errors as
 * of `downloadFile`, but for `TransportFailure`, which is left to whoever sends the request.
 */
export async function saveAnswer(response: HttpResponse, options: SavedFile): Promise<void> {
  const { destination, file } = options;
  const progress = unbegun();
  try {
    const target = await onDisk(sized(destination, file.size), () => open(destination, 'wx'));
    try {
      startOfBody(response, progress);
      await receive({ response, target, progress }, options);
    } finally {
      await target.close();
    }
  } catch (error) {
    await rm(destination, { force: true });
    throw error;
  }
}

interface Receiving {
  readonly response: HttpResponse;
  readonly target: FileHandle;
  readonly progress: Progress;
}

async function receive(
  { response, target, progress }: Receiving,
  options: SavedFile,
): Promise<void> {
  const { file, destination } = options;
  const limit = limitOf(options);
  assertWithin(limit, progress.total ?? 0, file);
  const expected = Math.max(progress.total ?? 0, file.size ?? 0);
  const place = sized(destination, expected);
  for await (const chunk of withProgress(response.body, progress, expected)) {
    assertWithin(limit, progress.received + chunk.length, file);
    await onDisk(place, () => target.write(chunk, 0, chunk.length, progress.received));
    progress.received += chunk.length;
    progress.written = true;
  }
  if (progress.received < expected) {
    throw new IncompleteBody(progress.received, expected);
  }
}

function limitOf({ file, fileLimit }: SavedFile): SizeLimit {
  const { size = 0, index } = file;
  if (size > 0) {
    return {
      bytes: size,
      rule: `the ${size} bytes that \`${showUrl(index)}\` lists`,
      hint: 'the index or a proxy in between serves other bytes than it lists',
    };
  }
  const { value, source } = fileLimit;
  return {
    bytes: value,
    rule: 'the limit for files',
    hint:
      source === 'default'
        ? 'set `SPIP_MAX_FILE_SIZE` where files are larger'
        : `raise \`${source}\` where files are larger`,
  };
}

function assertWithin(limit: SizeLimit, bytes: number, { url }: FetchableFile): void {
  if (bytes > limit.bytes) {
    throw tooLarge(url, limit);
  }
}

/** Has a body that breaks off say how far it came; one that breaks off behind its last byte is whole. */
async function* withProgress(
  body: HttpResponse['body'],
  progress: Progress,
  expected: number,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body;
  } catch (error) {
    const { received } = progress;
    if (!(error instanceof TransportFailure)) {
      throw error;
    }
    if (received < expected) {
      throw new IncompleteBody(received, expected, error);
    }
    if (expected === 0) {
      throw error;
    }
  }
}

/** Decides whether the answer goes on where the last one stopped, or begins anew. */
function startOfBody(response: HttpResponse, progress: Progress): void {
  const { status, headers } = response;
  if (status !== 206 && status !== 416) {
    const { etag, 'content-length': length } = headers;
    progress.received = 0;
    progress.total = length === undefined ? undefined : Number(length);
    progress.etag = canBeSent(etag) && !etag.startsWith('W/') ? etag : undefined;
    return;
  }
  const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  const asked = progress.received > 0 && progress.resumable;
  const sameFile = progress.total === undefined || progress.total === Number(total);
  if (status === 206 && asked && sameFile && Number(first) === progress.received) {
    return;
  }
  // Not what was asked for: from the start, without ranges.
  progress.received = 0;
  progress.resumable = false;
  throw new OtherPart();
}

/** Failures of the disk are no failures of the network. */
async function onDisk<T>(place: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw diskError(error, `write ${place}`);
  }
}

/** A path with the room that its file needs, where that is known. */
function sized(path: string, bytes: number | undefined): string {
  return bytes === undefined || bytes === 0 ? `\`${path}\`` : `\`${path}\` (${bytes} bytes)`;
}
