import type { RandomAccess } from '../archive/randomAccess.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import type { HttpClient, HttpResponse } from './http/httpClient.ts';
import { readBody } from './http/readBody.ts';
import type { RangeHosts } from './rangeHosts.ts';
import type { WholeFiles } from './wholeFiles.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** The end of an archive, with directory and METADATA of most wheels, in one request. */
const tailBytes = 96 * 1024;
/** The least that is read at another place. */
const chunkBytes = 16 * 1024;

export interface RemoteArchiveOptions {
  readonly client: HttpClient;
  readonly hosts: RangeHosts;
  /** Takes files that are sent whole; left out where nobody wants them. */
  readonly wholes?: WholeFiles | undefined;
}

/**
 * Opens a remote file for ranged reads; `undefined` if its server answers otherwise than with the range that was asked
 * for (RFC 9110, 14): that server is not asked again. Also `undefined` where the first range is all of the file and
 * somebody takes it.
 */
export async function remoteArchive(
  file: DistFile,
  options: RemoteArchiveOptions,
): Promise<RandomAccess | undefined> {
  const { client, hosts } = options;
  const tail = await hosts.ask(new URL(file.url).host, (noRange) =>
    readTail(file, options, noRange),
  );
  if (tail === undefined || tail === 'kept') {
    return undefined;
  }
  const segments: Segment[] = [tail];
  return {
    size: tail.total,
    read: async (offset, length) => {
      const known = segments.find((segment) => covers(segment, offset, length));
      if (known !== undefined) {
        return known.bytes.subarray(offset - known.start, offset - known.start + length);
      }
      const segment = await readMore({ file, client, segments, total: tail.total }, offset, length);
      segments.push(segment);
      return segment.bytes.subarray(offset - segment.start, offset - segment.start + length);
    },
  };
}

async function readTail(
  file: DistFile,
  { client, wholes }: RemoteArchiveOptions,
  noRange: () => void,
): Promise<RangeAnswer | 'kept' | undefined> {
  // Not every server knows the form `-n`.
  const range =
    file.size === undefined || file.size === 0
      ? `-${tailBytes}`
      : `${Math.max(0, file.size - tailBytes)}-${file.size - 1}`;
  const tail = await askRange({ file, client }, range, async (response) => {
    const length = response.status === 200 ? Infinity : lengthOfWhole(response);
    // It may be the whole of a large file: whoever has no use for it does not read it.
    if (length > tailBytes) {
      noRange();
      await wholes?.keep(file, { ...response, status: 200 });
      return undefined;
    }
    const isKept =
      length > 0 &&
      isSizeOf(file, length) &&
      (await wholes?.keep(file, { ...response, status: 200 })) === true;
    return isKept ? 'kept' : await readPart(response);
  });
  return tail === undefined || tail === 'kept' || isTail(tail, file) ? tail : undefined;
}

function isTail({ start, bytes, total }: RangeAnswer, file: DistFile): boolean {
  return (
    start + bytes.length === total &&
    bytes.length === Math.min(total, tailBytes) &&
    isSizeOf(file, total)
  );
}

/** As far as its page says. */
function isSizeOf({ size }: DistFile, total: number): boolean {
  return size === undefined || size === 0 || total === size;
}

interface Segment {
  readonly start: number;
  readonly bytes: Uint8Array;
}

function covers({ start, bytes }: Segment, offset: number, length: number): boolean {
  return start <= offset && offset + length <= start + bytes.length;
}

interface RemoteFile {
  readonly file: DistFile;
  readonly client: HttpClient;
  readonly segments: readonly Segment[];
  readonly total: number;
}

/**
 * Reads what is missing, up to a known part that follows. That is the rest of a long directory: METADATA tends to lie
 * just before it, behind it only RECORD, which is about as long as the directory.
 */
async function readMore(archive: RemoteFile, offset: number, length: number): Promise<Segment> {
  const { file, segments, total } = archive;
  const next = segments.find(
    ({ start, bytes }) =>
      start > offset && start <= offset + length && offset + length <= start + bytes.length,
  );
  const start = next === undefined ? offset : Math.max(0, offset - length - chunkBytes);
  const end = next?.start ?? Math.min(total, Math.max(offset + length, offset + chunkBytes));
  const part = await askRange(archive, `${start}-${end - 1}`, readPart);
  if (part?.start !== start || part.bytes.length !== end - start) {
    throw new SpipError(
      'bad-archive',
      `Expected bytes ${start} to ${end - 1} of \`${showUrl(file.url)}\` from its server`,
    );
  }
  return next === undefined ? part : { start, bytes: Buffer.concat([part.bytes, next.bytes]) };
}

interface RangeAnswer extends Segment {
  readonly total: number;
}

async function askRange<T>(
  { file, client }: Pick<RemoteFile, 'file' | 'client'>,
  range: string,
  read: (response: HttpResponse) => Promise<T>,
): Promise<T> {
  const headers = { range: `bytes=${range}`, 'accept-encoding': 'identity' };
  return await client.exchange(
    { url: file.url, kind: 'range', headers: () => headers, accept: [400, 405, 416, 501] },
    read,
  );
}

/** How long a file is whose answer to a range is all of it; else 0. */
function lengthOfWhole({ status, headers }: HttpResponse): number {
  const [, last, total] = /^bytes 0-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  return status === 206 && Number(last) === Number(total) - 1 ? Number(total) : 0;
}

async function readPart(response: HttpResponse): Promise<RangeAnswer | undefined> {
  const [, first, last, total] =
    /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
  if (response.status !== 206 || first === undefined) {
    return undefined;
  }
  const bytes = await readBody(response);
  return bytes.length === Number(last) - Number(first) + 1
    ? { start: Number(first), bytes, total: Number(total) }
    : undefined;
}
