import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { isErrno } from '../lib/isErrno.ts';
import { archiveError } from './archiveError.ts';
import { SpipError } from '../lib/spipError.ts';
import { Flaws } from './flaws.ts';
import { inflateInfo } from './inflateInfo.ts';
import { readTar } from './readTar.ts';

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
  const { archive, flaws } = options;
  const { members, end } = await membersOf(packed, options);
  const [first, ...others] = members;
  if (first === undefined) {
    throw archiveError(
      archive,
      dataStart(packed, 0) === undefined
        ? 'it is no gzip file'
        : 'its gzip data are damaged or cut off',
    );
  }
  // Some read the first member alone, and need no other where the tar ends in it.
  const isOver = others.length > 0 && isWholeTar(first, archive);
  if (end < packed.length || isOver) {
    flaws.add('trailing-data');
  }
  if (others.length > 0 && !isOver) {
    flaws.add('gzip-members');
  }
  return others.length === 0 || isOver ? first : Buffer.concat(members);
}

/** All whole members from the start on, and where the last of them ends. */
async function membersOf(
  packed: Buffer,
  { archive, maxBytes, flaws }: UnpackGzipOptions,
): Promise<{ readonly members: readonly Buffer[]; readonly end: number }> {
  const members: Buffer[] = [];
  let left = maxBytes;
  let at = 0;
  for (;;) {
    const next = members.length === 0 ? 0 : afterZeros(packed, at);
    const start = dataStart(packed, next);
    const found =
      start === undefined
        ? undefined
        : await inflate(packed.subarray(start), { archive, maxBytes, left });
    if (start === undefined || found === undefined) {
      return { members, end: at };
    }
    const { buffer, used } = found;
    left -= buffer.length;
    at = start + used + trailerBytes;
    if (!isTrailerOf(packed.subarray(start + used, at), buffer)) {
      flaws.add('gzip-checksum');
    }
    if (members.length === 0 && (packed.readUInt8(3) & flag.headerChecksum) !== 0) {
      flaws.add('gzip-header');
    }
    members.push(buffer);
  }
}

/** Members may have zeros between them. */
function afterZeros(packed: Buffer, at: number): number {
  const zeros = packed.subarray(at).findIndex((byte) => byte !== 0);
  return zeros === -1 ? packed.length : at + zeros;
}

function isTrailerOf(trailer: Buffer, unpacked: Buffer): boolean {
  return (
    trailer.length === trailerBytes &&
    trailer.readUInt32LE(0) === crc32(unpacked) &&
    trailer.readUInt32LE(4) === unpacked.length
  );
}

function isWholeTar(bytes: Buffer, archive: string): boolean {
  const flaws = new Flaws(archive);
  try {
    readTar(bytes, { archive, flaws });
    return !flaws.notes.some(({ code }) => code === 'tar-end');
  } catch (error) {
    if (error instanceof SpipError) {
      return false;
    }
    throw error;
  }
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

/** `undefined` where the data are damaged or cut off. */
async function inflate(
  packed: Buffer,
  {
    archive,
    maxBytes,
    left,
  }: { readonly archive: string; readonly maxBytes: number; readonly left: number },
): Promise<ReturnType<typeof inflateInfo> | undefined> {
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
    return undefined;
  }
}
