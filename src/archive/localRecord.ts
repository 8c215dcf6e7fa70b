import { archiveError } from './archiveError.ts';
import type { ZipEntry } from './zipDirectory.ts';
import { zipMethods } from './zipHead.ts';
import { splitExtras, unicodeName, unicodePathId } from './zipExtras.ts';

export const localHeaderBytes = 30;
const descriptorFlag = 0x0008;
const encryptedFlag = 0x0001;
const sentinel = 0xffffffff;
const zip64Id = 0x0001;

/** What a local header says about where its data lie. */
export interface LocalRecord {
  /** Bytes of header, name and extra fields. */
  readonly headerBytes: number;
  readonly describedLater: boolean;
}

/** How many bytes name and extra fields take, from the fixed part of a local header. */
export function localHeaderLength(fixed: Buffer, entry: ZipEntry, archive: string): number {
  if (fixed.length < localHeaderBytes || fixed.readUInt32LE(0) !== 0x04034b50) {
    throw archiveError(archive, 'it has no local header', { entry: entry.path });
  }
  return localHeaderBytes + fixed.readUInt16LE(26) + fixed.readUInt16LE(28);
}

/**
 * Checks a local header against the central directory: whoever reads the archive as a stream must see the same
 * names, methods, sizes and checksums (APPNOTE 4.3.7). Throws SpipError `bad-archive`.
 */
export function checkLocalHeader(header: Buffer, entry: ZipEntry, archive: string): LocalRecord {
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: entry.path });
  };
  const name = { raw: entry.rawName, text: entry.name };
  const nameEnd = localHeaderBytes + header.readUInt16LE(26);
  const flags = header.readUInt16LE(6);
  const describedLater = (flags & descriptorFlag) !== 0;
  if (!header.subarray(localHeaderBytes, nameEnd).equals(entry.rawName)) {
    refuse('its local header gives another name');
  }
  if (header.readUInt16LE(8) !== zipMethods[entry.method]) {
    refuse('its local header gives another compression method');
  }
  if ((flags & encryptedFlag) !== 0) {
    refuse('its local header says that it is encrypted');
  }
  const extras = splitExtras(header.subarray(nameEnd));
  if (extras === undefined) {
    return refuse('the extra fields of its local header are cut off');
  }
  if (
    extras.some(({ id, data }) => id === unicodePathId && unicodeName(data, name) === 'another')
  ) {
    refuse('the Unicode Path field of its local header gives another name');
  }
  const zip64 = extras.filter(({ id }) => id === zip64Id);
  const said = localSizes(header, zip64[0]?.data);
  if (zip64.length > 1 || said === undefined) {
    return refuse('the zip64 field of its local header is missing, too short or repeated');
  }
  const expected = [entry.crc32, entry.compressedSize, entry.size];
  const agrees = said.every(
    (value, index) => value === expected[index] || (describedLater && value === 0),
  );
  if (!agrees) {
    refuse('its local header and the central directory disagree on size or checksum');
  }
  return { headerBytes: header.length, describedLater };
}

/** Checksum, packed size, size; `undefined` where a saturated size has no zip64 value. */
function localSizes(header: Buffer, zip64: Buffer | undefined): readonly number[] | undefined {
  let at = 0;
  const wide = (value: number): number | undefined => {
    if (value !== sentinel) {
      return value;
    }
    if (zip64 === undefined || at + 8 > zip64.length) {
      return undefined;
    }
    at += 8;
    return Number(zip64.readBigUInt64LE(at - 8));
  };
  const size = wide(header.readUInt32LE(22));
  const compressedSize = wide(header.readUInt32LE(18));
  return size === undefined || compressedSize === undefined
    ? undefined
    : [header.readUInt32LE(14), compressedSize, size];
}

/**
 * Checks what stands behind the data: nothing, or a data descriptor that agrees with the central directory
 * (APPNOTE 4.3.9; with or without signature, 4 or 8 byte sizes: the space up to the next record tells which).
 */
export function checkTail(
  tail: Buffer,
  { entry, record, archive }: { entry: ZipEntry; record: LocalRecord; archive: string },
): void {
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: entry.path });
  };
  if (!record.describedLater) {
    if (tail.length !== 0) {
      refuse(`${tail.length} bytes that belong to no record follow its data`);
    }
    return;
  }
  const signed = tail.length === 16 || tail.length === 24;
  if (!signed && tail.length !== 12 && tail.length !== 20) {
    refuse('what follows its data is no data descriptor');
  }
  if (signed && tail.readUInt32LE(0) !== 0x08074b50) {
    refuse('its data descriptor has no signature');
  }
  const body = signed ? tail.subarray(4) : tail;
  const wide = body.length === 20;
  const compressedSize = wide ? Number(body.readBigUInt64LE(4)) : body.readUInt32LE(4);
  const size = wide ? Number(body.readBigUInt64LE(12)) : body.readUInt32LE(8);
  if (
    body.readUInt32LE(0) !== entry.crc32 ||
    compressedSize !== entry.compressedSize ||
    size !== entry.size
  ) {
    refuse('its data descriptor and the central directory disagree');
  }
}
