import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { isErrno } from '../lib/isErrno.ts';
import { archiveError } from './archiveError.ts';
import type { Flaws } from './flaws.ts';
import { inflateInfo } from './inflateInfo.ts';

export interface UnpackGzipOptions {
  readonly archive: string;
  readonly maxBytes: number;
  readonly flaws: Flaws;
}

/**
 * Unpacks gzip data (RFC 1952). Whoever stops at the end of the tar inside never looks at a checksum or at what follows, so
 * faults there are flaws; the digest of the whole file has been checked. Throws SpipError `bad-archive`.
 */
export async function unpackGzip(packed: Buffer, options: UnpackGzipOptions): Promise<Buffer> {
  const { archive, maxBytes, flaws } = options;
  const members: Buffer[] = [];
  let left = maxBytes;
  let at = 0;
  while (at < packed.length) {
    const start = dataStart(packed, at);
    if (start === undefined) {
      break;
    }
    const { buffer, used } = await inflate(packed.subarray(start), { archive, maxBytes, left });
    left -= buffer.length;
    const trailer = packed.subarray(start + used, start + used + trailerBytes);
    if (trailer.length < trailerBytes || trailer.readUInt32LE(0) !== crc32(buffer)) {
      flaws.add('gzip-checksum');
    }
    members.push(buffer);
    at = start + used + trailerBytes;
  }
  const [first] = members;
  if (first === undefined) {
    throw archiveError(archive, 'it is no gzip file');
  }
  if (at < packed.length) {
    flaws.add('trailing-data');
  }
  if (members.length === 1) {
    return first;
  }
  flaws.add('gzip-members');
  return Buffer.concat(members);
}

const trailerBytes = 8;
const fixedBytes = 10;
const flag = { headerChecksum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 };

/** Where the deflated data of a member begin; `undefined` where none begins. */
function dataStart(packed: Buffer, at: number): number | undefined {
  const header = packed.subarray(at, at + fixedBytes);
  if (header.length < fixedBytes || header.readUInt16BE(0) !== 0x1f8b || header[2] !== 8) {
    return undefined;
  }
  const flags = header.readUInt8(3);
  let start = at + fixedBytes;
  if ((flags & flag.extra) !== 0 && start + 2 <= packed.length) {
    start += 2 + packed.readUInt16LE(start);
  }
  for (const text of [flag.name, flag.comment]) {
    if ((flags & text) !== 0) {
      const end = packed.indexOf(0, start);
      start = end === -1 ? packed.length : end + 1;
    }
  }
  return start + ((flags & flag.headerChecksum) === 0 ? 0 : 2);
}

const unpack = promisify(inflateRaw);

async function inflate(
  packed: Buffer,
  {
    archive,
    maxBytes,
    left,
  }: { readonly archive: string; readonly maxBytes: number; readonly left: number },
): Promise<ReturnType<typeof inflateInfo>> {
  try {
    const options = { maxOutputLength: Math.max(1, left), info: true };
    return inflateInfo(await unpack(packed, options));
  } catch (error) {
    if (isErrno(error, 'ERR_BUFFER_TOO_LARGE')) {
      throw archiveError(
        archive,
        `it unpacks to more than ${maxBytes} bytes (limit \`maxTotalSize\`)`,
        { cause: error },
      );
    }
    throw archiveError(archive, 'its gzip data are damaged or cut off', { cause: error });
  }
}
