import { archiveError } from './archiveError.ts';
import type { RandomAccess } from './randomAccess.ts';

/** Where the central directory lies and how to get it. */
export interface ZipEnd {
  readonly entries: number;
  readonly directoryOffset: number;
  /** Its bytes; from what was already read where possible. */
  directory(): Promise<Buffer>;
}

const endBytes = 22;
const locatorBytes = 20;
const zip64EndBytes = 56;
/** One read covers end record, longest comment and, for most archives, the whole directory. */
const tailBytes = endBytes + 0xffff + 16 * 1024;

/** Finds the one end record, which must end with the file, and its zip64 record (APPNOTE 4.3.14 to 4.3.16). */
export async function readZipEnd(access: RandomAccess, archive: string): Promise<ZipEnd> {
  const tailOffset = Math.max(0, access.size - tailBytes);
  const tail = asBuffer(await access.read(tailOffset, access.size - tailOffset));
  const at = findEnd(tail, archive);
  const plain = {
    entries: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  };
  const disks = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)];
  const { start, ...found } = readZip64({ tail, at, tailOffset, archive }, plain) ?? {
    ...plain,
    start: tailOffset + at,
  };
  if (disks.some((disk) => disk !== 0) || tail.readUInt16LE(at + 8) !== plain.entries) {
    throw archiveError(archive, 'it spans several disks');
  }
  if (found.offset + found.size !== start) {
    throw archiveError(
      archive,
      'its central directory does not end where its end record begins (bytes put before or between, or a second end record)',
    );
  }
  return {
    entries: found.entries,
    directoryOffset: found.offset,
    directory: async () =>
      found.offset >= tailOffset
        ? tail.subarray(found.offset - tailOffset, start - tailOffset)
        : asBuffer(await access.read(found.offset, found.size)),
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function findEnd(tail: Buffer, archive: string): number {
  for (
    let at = tail.length - endBytes;
    at >= Math.max(0, tail.length - endBytes - 0xffff);
    at -= 1
  ) {
    if (tail.readUInt32LE(at) === 0x06054b50) {
      if (at + endBytes + tail.readUInt16LE(at + 20) === tail.length) {
        return at;
      }
      throw archiveError(archive, 'bytes follow its end record, or its comment hides another one');
    }
  }
  throw archiveError(archive, 'it has no end record: not a zip archive, or cut off');
}

interface EndFields {
  readonly entries: number;
  readonly size: number;
  readonly offset: number;
}

interface Tail {
  readonly tail: Buffer;
  readonly at: number;
  readonly tailOffset: number;
  readonly archive: string;
}

/** `undefined` where there is no zip64 record and none is needed. */
function readZip64(
  { tail, at, tailOffset, archive }: Tail,
  plain: EndFields,
): (EndFields & { readonly start: number }) | undefined {
  const locator = at - locatorBytes;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) {
    if (plain.entries === 0xffff || plain.size === 0xffffffff || plain.offset === 0xffffffff) {
      throw archiveError(archive, 'its end record points to a zip64 record that is missing');
    }
    return undefined;
  }
  const start = locator - zip64EndBytes;
  const told = Number(tail.readBigUInt64LE(locator + 8));
  if (
    start < 0 ||
    told !== tailOffset + start ||
    tail.readUInt32LE(start) !== 0x06064b50 ||
    tail.readBigUInt64LE(start + 4) !== BigInt(zip64EndBytes - 12)
  ) {
    throw archiveError(archive, 'its zip64 record does not stand directly before its locator');
  }
  const found = {
    entries: Number(tail.readBigUInt64LE(start + 32)),
    size: Number(tail.readBigUInt64LE(start + 40)),
    offset: Number(tail.readBigUInt64LE(start + 48)),
  };
  const agrees =
    agree(plain.entries, found.entries, 0xffff) &&
    agree(plain.size, found.size, 0xffffffff) &&
    agree(plain.offset, found.offset, 0xffffffff) &&
    tail.readBigUInt64LE(start + 24) === tail.readBigUInt64LE(start + 32) &&
    tail.readBigUInt64LE(start + 16) === 0n &&
    tail.readUInt32LE(locator + 4) === 0;
  if (!agrees) {
    throw archiveError(archive, 'its end record and its zip64 record disagree');
  }
  return { ...found, start: tailOffset + start };
}

function agree(plain: number, wide: number, sentinel: number): boolean {
  return plain === sentinel || plain === wide;
}
