import { createHash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { unreachable } from '../lib/unreachable.ts';
import { archiveError } from './archiveError.ts';
import { Bzip2Error } from './bzip2Error.ts';
import { inflateInfo } from './inflateInfo.ts';
import { checkLocalHeader, checkTail, localHeaderBytes, localHeaderLength } from './localRecord.ts';
import type { LocalRecord } from './localRecord.ts';
import { unpackBzip2 } from './unpackBzip2.ts';
import type { RandomAccess } from './randomAccess.ts';
import { differingRepeat } from './zipDirectory.ts';
import type { ZipDirectory, ZipEntry } from './zipDirectory.ts';

/** An archive whose directory has been read. */
export interface OpenZip {
  readonly access: RandomAccess;
  readonly directory: ZipDirectory;
}

/**
 * The contents of one entry, checked: local header and data descriptor agree with the central directory, nothing
 * lies between them and the next record, size and CRC are as promised, and there are at most `most` bytes. One read.
 * Throws SpipError `bad-archive`.
 */
export async function readZipEntry(
  zip: OpenZip,
  entry: ZipEntry,
  most = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const { archive } = zip.directory;
  if (Math.max(entry.size, entry.compressedSize) > most) {
    throw archiveError(archive, `it has more than ${most} bytes`, { entry: entry.path });
  }
  const span = asBuffer(await zip.access.read(entry.offset, entry.end - entry.offset));
  const headerBytes = localHeaderLength(span, entry, archive);
  const dataEnd = headerBytes + entry.compressedSize;
  if (dataEnd > span.length) {
    throw archiveError(archive, 'it overlaps what follows it', { entry: entry.path });
  }
  const record = checkLocalHeader(span.subarray(0, headerBytes), entry, archive);
  checkTail(span.subarray(dataEnd), { entry, record, archive });
  const packed = span.subarray(headerBytes, dataEnd);
  const data = unpack(packed, entry, archive);
  checkContents(entry, archive, { size: data.length, crc: crc32(data) });
  return data;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function unpack(packed: Buffer, entry: ZipEntry, archive: string): Buffer {
  switch (entry.method) {
    case 'stored':
      return packed;
    case 'deflated':
      return inflate(packed, entry, archive);
    case 'bzip2':
    case 'zstd':
      return unpackWhole(packed, { ...entry, method: entry.method }, archive);
  }
}

/** What is seldom met is unpacked as a whole: up to this size. */
const mostWholeBytes = 2 ** 30;

function unpackWhole(
  packed: Buffer,
  entry: ZipEntry & { readonly method: 'bzip2' | 'zstd' },
  archive: string,
): Buffer {
  const most = Math.min(Math.max(1, entry.size), mostWholeBytes);
  try {
    return entry.method === 'bzip2'
      ? unpackBzip2(packed, most)
      : zstdDecompressSync(packed, { maxOutputLength: most });
  } catch (error) {
    throw error instanceof Bzip2Error
      ? archiveError(archive, error.message, { entry: entry.path, cause: error })
      : inflateError(error, entry, archive);
  }
}

function inflate(packed: Buffer, entry: ZipEntry, archive: string): Buffer {
  try {
    // With `info` zlib tells how much of the input it used; its types do not.
    const result: unknown = inflateRawSync(packed, {
      maxOutputLength: Math.max(1, entry.size),
      info: true,
    });
    const { buffer, used } = inflateInfo(result);
    checkUsed(used, entry, archive);
    return buffer;
  } catch (error) {
    throw inflateError(error, entry, archive);
  }
}

function inflateError(error: unknown, entry: ZipEntry, archive: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return archiveError(archive, `it unpacks to more than the ${entry.size} bytes that it claims`, {
      entry: entry.path,
    });
  }
  if (typeof code === 'string' && (code.startsWith('Z_') || code.startsWith('ZSTD_'))) {
    return archiveError(archive, 'its compressed data are damaged', {
      entry: entry.path,
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

function checkUsed(used: number, entry: ZipEntry, archive: string): void {
  if (used !== entry.compressedSize) {
    throw archiveError(
      archive,
      `its compressed data end after ${used} of ${entry.compressedSize} bytes`,
      { entry: entry.path },
    );
  }
}

function checkContents(
  entry: ZipEntry,
  archive: string,
  found: { readonly size: number; readonly crc: number },
): void {
  if (found.size !== entry.size) {
    throw archiveError(archive, `it has ${found.size} bytes and claims ${entry.size}`, {
      entry: entry.path,
    });
  }
  if (found.crc !== entry.crc32) {
    throw archiveError(archive, 'its checksum (CRC-32) is wrong', { entry: entry.path });
  }
}

const chunkBytes = 2 ** 20;

/** As `readZipEntry`, for entries too large for memory: yields the contents in pieces, the last checks included. */
export async function* streamZipEntry(zip: OpenZip, entry: ZipEntry): AsyncGenerator<Buffer> {
  const { record, tail } = await readRecord(zip, entry);
  const { archive } = zip.directory;
  checkTail(tail, { entry, record, archive });
  let size = 0;
  let crc = 0;
  const start = entry.offset + record.headerBytes;
  const packed = readRange(zip.access, start, start + entry.compressedSize);
  for await (const piece of unpackStream(packed, entry, archive)) {
    size += piece.length;
    crc = crc32(piece, crc);
    if (size > entry.size) {
      break;
    }
    yield piece;
  }
  checkContents(entry, archive, { size, crc });
}

/** Refuses an archive that has two contents under one name: readers take the first or the last. */
export async function expectEqualRepeats(zip: OpenZip): Promise<void> {
  const { archive, entries, repeats } = zip.directory;
  const first = new Map(repeats.length === 0 ? [] : entries.map((entry) => [entry.path, entry]));
  for (const repeat of repeats) {
    const original = first.get(repeat.path);
    if (
      original === undefined ||
      (await digestOf(zip, original)) !== (await digestOf(zip, repeat))
    ) {
      throw archiveError(archive, differingRepeat, { entry: repeat.path });
    }
  }
}

async function digestOf(zip: OpenZip, entry: ZipEntry): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of streamZipEntry(zip, entry)) {
    digest.update(piece);
  }
  return digest.digest('hex');
}

async function readRecord(
  { access, directory: { archive } }: OpenZip,
  entry: ZipEntry,
): Promise<{ readonly record: LocalRecord; readonly tail: Buffer }> {
  const fixed = asBuffer(await access.read(entry.offset, localHeaderBytes));
  const headerBytes = localHeaderLength(fixed, entry, archive);
  const tailStart = entry.offset + headerBytes + entry.compressedSize;
  if (tailStart > entry.end) {
    throw archiveError(archive, 'it overlaps what follows it', { entry: entry.path });
  }
  const header = asBuffer(await access.read(entry.offset, headerBytes));
  const tail = asBuffer(await access.read(tailStart, entry.end - tailStart));
  return { record: checkLocalHeader(header, entry, archive), tail };
}

async function* readRange(
  access: RandomAccess,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += chunkBytes) {
    yield asBuffer(await access.read(at, Math.min(chunkBytes, end - at)));
  }
}

async function* unpackStream(
  packed: AsyncGenerator<Buffer>,
  entry: ZipEntry,
  archive: string,
): AsyncGenerator<Buffer> {
  switch (entry.method) {
    case 'stored':
      yield* packed;
      return;
    case 'deflated':
      yield* inflateStream(packed, entry, archive);
      return;
    case 'bzip2':
    case 'zstd':
      yield unpack(await collect(packed), entry, archive);
      return;
    default:
      unreachable(entry.method);
  }
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const piece of pieces) {
    collected.push(piece);
  }
  return Buffer.concat(collected);
}

async function* inflateStream(
  packed: AsyncIterable<Buffer>,
  entry: ZipEntry,
  archive: string,
): AsyncGenerator<Buffer> {
  const engine = createInflateRaw();
  const feeding = feed(packed, engine);
  try {
    for await (const piece of engine) {
      if (Buffer.isBuffer(piece)) {
        yield piece;
      }
    }
    await feeding;
  } catch (error) {
    throw inflateError(error, entry, archive);
  } finally {
    engine.destroy();
    await feeding.catch(() => undefined);
  }
  checkUsed(engine.bytesWritten, entry, archive);
}

async function feed(
  packed: AsyncIterable<Buffer>,
  engine: ReturnType<typeof createInflateRaw>,
): Promise<void> {
  const closed = Promise.withResolvers<void>();
  engine.once('close', closed.resolve);
  for await (const piece of packed) {
    if (engine.destroyed || engine.writableEnded) {
      return;
    }
    if (!engine.write(piece)) {
      const drained = Promise.withResolvers<void>();
      engine.once('drain', drained.resolve);
      await Promise.race([drained.promise, closed.promise]);
      engine.off('drain', drained.resolve);
    }
  }
  engine.end();
}
