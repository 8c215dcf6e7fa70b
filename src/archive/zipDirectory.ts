import { archiveError } from './archiveError.ts';
import { defaultLimits, exceededLimit } from './archiveLimits.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { Flaws } from './flaws.ts';
import { PathCollisions } from './pathCollisions.ts';
import type { RandomAccess } from './randomAccess.ts';
import { readZipEnd } from './zipEnd.ts';
import { parseZipHead } from './zipHead.ts';
import type { ZipHead } from './zipHead.ts';

/** One entry as the central directory describes it. */
export interface ZipEntry extends ZipHead {
  /** Where the next record begins: local header, data and descriptor fill exactly `offset` to `end`. */
  readonly end: number;
}

/** A checked central directory. */
export interface ZipDirectory {
  /** The archive's name in messages. */
  readonly archive: string;
  /** In the directory's order, each path once. */
  readonly entries: readonly ZipEntry[];
  /** Entries of a path that others have too; size and checksum are equal, contents must be (`expectEqualRepeats`). */
  readonly repeats: readonly ZipEntry[];
}

export interface ReadZipOptions {
  readonly archive: string;
  readonly limits?: ArchiveLimits | undefined;
  /** Takes what is odd and no reason to refuse the archive. */
  readonly flaws?: Flaws | undefined;
}

/** Local header without name. */
const localHeaderBytes = 30;

/**
 * Reads and verifies a zip's central directory (APPNOTE 6.3.10): one end record at the very end, no bytes that
 * belong to no record, safe names that mean one thing, known methods, sizes within limits. What local headers and
 * data say is checked where they are read (`readZipEntry`). Throws SpipError `bad-archive`.
 */
export async function readZipDirectory(
  access: RandomAccess,
  options: ReadZipOptions,
): Promise<ZipDirectory> {
  const { archive, limits = defaultLimits, flaws = new Flaws(options.archive) } = options;
  const end = await readZipEnd(access, archive);
  const tooMany = exceededLimit(limits, { entries: end.entries, totalSize: 0, packedSize: 0 });
  if (tooMany !== undefined) {
    throw archiveError(archive, tooMany);
  }
  const bytes = await end.directory();
  const heads: ZipHead[] = [];
  let at = 0;
  for (let index = 0; index < end.entries; index += 1) {
    const { head, next } = readHead(bytes, at, { archive, flaws });
    heads.push(head);
    at = next;
  }
  if (at !== bytes.length) {
    throw archiveError(archive, 'its central directory does not have the size that it claims');
  }
  const totalSize = heads.reduce((sum, head) => sum + head.size, 0);
  const tooLarge = exceededLimit(limits, {
    entries: heads.length,
    totalSize,
    packedSize: access.size,
  });
  if (tooLarge !== undefined) {
    throw archiveError(archive, tooLarge);
  }
  const entries = placeEntries(heads, end.directoryOffset, archive);
  return { archive, ...distinctEntries(entries, { archive, flaws }) };
}

/** What one archive is read with. */
interface Reading {
  readonly archive: string;
  readonly flaws: Flaws;
}

const fixedBytes = 46;

function readHead(
  bytes: Buffer,
  at: number,
  { archive, flaws }: Reading,
): { readonly head: ZipHead; readonly next: number } {
  const fixed = bytes.subarray(at, at + fixedBytes);
  if (fixed.length < fixedBytes || fixed.readUInt32LE(0) !== 0x02014b50) {
    throw archiveError(archive, 'its central directory is cut off or damaged');
  }
  const nameEnd = at + fixedBytes + fixed.readUInt16LE(28);
  const extraEnd = nameEnd + fixed.readUInt16LE(30);
  const next = extraEnd + fixed.readUInt16LE(32);
  if (next > bytes.length) {
    throw archiveError(archive, 'its central directory is cut off or damaged');
  }
  const rawName = bytes.subarray(at + fixedBytes, nameEnd);
  const head = parseZipHead({ fixed, rawName, extra: bytes.subarray(nameEnd, extraEnd), flaws });
  if (typeof head === 'string') {
    throw archiveError(archive, head, { entry: rawName.toString('utf8') });
  }
  return { head, next };
}

/** Each path once; refuses those that mean two things. */
function distinctEntries(
  entries: readonly ZipEntry[],
  { archive, flaws }: Reading,
): Pick<ZipDirectory, 'entries' | 'repeats'> {
  const byPath = new Map<string, ZipEntry>();
  const repeats: ZipEntry[] = [];
  const collisions = new PathCollisions({ archive, flaws });
  for (const entry of entries) {
    const { path, directory } = entry;
    const known = byPath.get(path);
    if (known !== undefined) {
      flaws.add('repeated-entry', path);
      if (!directory) {
        if (known.crc32 !== entry.crc32 || known.size !== entry.size) {
          throw archiveError(archive, differingRepeat, { entry: path });
        }
        repeats.push(entry);
      }
      continue;
    }
    byPath.set(path, entry);
    collisions.add(directory ? path.slice(0, -1) : path, directory);
  }
  return { entries: [...byPath.values()], repeats };
}

export const differingRepeat = 'it stands twice in the archive and differs';

/** Records must follow each other without gap or overlap; the first begins at 0, the last ends at the directory. */
function placeEntries(
  heads: readonly ZipHead[],
  directoryOffset: number,
  archive: string,
): readonly ZipEntry[] {
  const ordered = heads.toSorted((a, b) => a.offset - b.offset);
  const first = ordered[0]?.offset ?? directoryOffset;
  if (first !== 0) {
    throw archiveError(archive, `${first} bytes stand before the first entry`);
  }
  const ends = new Map<ZipHead, number>();
  for (const [index, head] of ordered.entries()) {
    const end = ordered[index + 1]?.offset ?? directoryOffset;
    if (head.offset + localHeaderBytes + head.rawName.length + head.compressedSize > end) {
      throw archiveError(archive, 'it overlaps what follows it', { entry: head.path });
    }
    ends.set(head, end);
  }
  return heads.map((head) => ({ ...head, end: ends.get(head) ?? directoryOffset }));
}
