import { archiveError } from './archiveError.ts';
import { defaultLimits, exceededLimit } from './archiveLimits.ts';
import type { ArchiveLimits } from './archiveLimits.ts';
import { brokenPathRule, PathCollisions } from './entryPath.ts';
import type { RandomAccess } from './randomAccess.ts';
import { decodeZipName, readZipExtras } from './zipExtras.ts';
import { readZipEnd } from './zipEnd.ts';

/** One entry as the central directory describes it. */
export interface ZipEntry {
  /** POSIX path; a directory's ends with a slash. */
  readonly path: string;
  readonly rawName: Uint8Array;
  readonly directory: boolean;
  readonly method: 'stored' | 'deflated';
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly executable: boolean;
  /** Where its local header begins. */
  readonly offset: number;
  /** Where the next record begins: local header, data and descriptor fill exactly `offset` to `end`. */
  readonly end: number;
}

/** A checked central directory. */
export interface ZipDirectory {
  /** The archive's name in messages. */
  readonly archive: string;
  /** In the directory's order. */
  readonly entries: readonly ZipEntry[];
}

export interface ReadZipOptions {
  readonly archive: string;
  readonly limits?: ArchiveLimits | undefined;
  /** For sdists: `.git` segments and names that differ only in case are theirs to have. */
  readonly lenientNames?: boolean | undefined;
}

/** Local header without name. */
const localHeaderBytes = 30;

/**
 * Reads and verifies a zip's central directory (APPNOTE 6.3.10): one end record at the very end, no bytes that
 * belong to no record, safe and distinct names, known methods, sizes within limits. What local headers and data
 * say is checked where they are read (`readZipEntry`). Throws SpipError `bad-archive`.
 */
export async function readZipDirectory(
  access: RandomAccess,
  options: ReadZipOptions,
): Promise<ZipDirectory> {
  const { archive, limits = defaultLimits } = options;
  const end = await readZipEnd(access, archive);
  const tooMany = exceededLimit(limits, { entries: end.entries, totalSize: 0, packedSize: 0 });
  if (tooMany !== undefined) {
    throw archiveError(archive, tooMany);
  }
  const bytes = await end.directory();
  const heads: ZipHead[] = [];
  let at = 0;
  for (let index = 0; index < end.entries; index += 1) {
    const { head, next } = readHead(bytes, at, archive);
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
  checkNames(heads, options);
  return { archive, entries: placeEntries(heads, end.directoryOffset, archive) };
}

type ZipHead = Omit<ZipEntry, 'end'>;

const fixedBytes = 46;

function readHead(
  bytes: Buffer,
  at: number,
  archive: string,
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
  const head = parseHead(fixed, rawName, bytes.subarray(nameEnd, extraEnd));
  if (typeof head === 'string') {
    throw archiveError(archive, head, { entry: rawName.toString('utf8') });
  }
  return { head, next };
}

/** One header of the central directory (APPNOTE 4.3.12), or the rule that it breaks. */
function parseHead(fixed: Buffer, rawName: Buffer, extra: Buffer): ZipHead | string {
  const flags = fixed.readUInt16LE(8);
  const path = decodeZipName(rawName, flags);
  if (path === undefined) {
    return 'its name claims to be UTF-8 and is not';
  }
  const place = {
    size: fixed.readUInt32LE(24),
    compressedSize: fixed.readUInt32LE(20),
    offset: fixed.readUInt32LE(42),
  };
  const widened = readZipExtras(extra, place, path);
  if (typeof widened === 'string') {
    return widened;
  }
  if (fixed.readUInt16LE(34) !== 0) {
    return 'it lies on another disk';
  }
  const directory = path.endsWith('/');
  const mode = fixed.readUInt32LE(38) >>> 16;
  const rule = brokenHeadRule({ flags, mode, directory, size: widened.size });
  if (rule !== undefined) {
    return rule;
  }
  const code = fixed.readUInt16LE(10);
  const method = methodOf(code);
  if (method === undefined) {
    return `its compression method ${code} is neither stored (0) nor deflated (8)`;
  }
  return {
    path,
    rawName,
    directory,
    method,
    crc32: fixed.readUInt32LE(16),
    ...widened,
    // As pip does: only a regular file with an x bit; without file type the bits mean nothing.
    executable: (mode & 0o170000) === 0o100000 && (mode & 0o111) !== 0,
  };
}

function methodOf(code: number): ZipEntry['method'] | undefined {
  return code === 0 ? 'stored' : code === 8 ? 'deflated' : undefined;
}

const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const patchFlag = 0x0020;

function brokenHeadRule(head: {
  readonly flags: number;
  readonly mode: number;
  readonly directory: boolean;
  readonly size: number;
}): string | undefined {
  if ((head.flags & encryptedFlags) !== 0) {
    return 'it is encrypted';
  }
  if ((head.flags & patchFlag) !== 0) {
    return 'it is a patch';
  }
  if (head.directory && head.size !== 0) {
    return 'it is a directory and has contents';
  }
  switch (head.mode & 0o170000) {
    case 0:
      return undefined;
    case 0o040000:
      return head.directory ? undefined : 'it is a directory without a trailing slash';
    case 0o100000:
      return head.directory ? 'it is a file with a trailing slash' : undefined;
    case 0o120000:
      return 'it is a symbolic link';
    default:
      return 'it is neither a file nor a directory';
  }
}

function checkNames(heads: readonly ZipHead[], options: ReadZipOptions): void {
  const strict = options.lenientNames !== true;
  const seen = new Set<string>();
  const collisions = new PathCollisions({ foldCase: strict });
  for (const { path, directory } of heads) {
    const rule = brokenPathRule(path, { refuseGit: strict });
    if (rule !== undefined) {
      throw archiveError(options.archive, rule, { entry: path });
    }
    if (seen.has(path)) {
      throw archiveError(options.archive, 'it stands twice in the archive', { entry: path });
    }
    seen.add(path);
    const other = collisions.add(directory ? path.slice(0, -1) : path, directory);
    if (other !== undefined) {
      throw archiveError(
        options.archive,
        `it collides with \`${other}\` where case or Unicode form does not count`,
        { entry: path },
      );
    }
  }
}

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
