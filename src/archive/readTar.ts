import { archiveError } from './archiveError.ts';
import { readPaxRecords } from './paxRecords.ts';

/** One member of a tar archive. */
export interface TarEntry {
  /** As the archive spells it. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly executable: boolean;
  /** A view into the archive; empty for all but files. */
  readonly data: Buffer;
  /** Of links; else ''. */
  readonly target: string;
}

const blockBytes = 512;

/** Names that stand before the member that they belong to. */
interface Pending {
  pax: ReadonlyMap<string, string> | undefined;
  gnuName: string | undefined;
  gnuTarget: string | undefined;
}

/**
 * Reads a whole ustar, pax (POSIX.1-2001) or GNU archive. Refuses what readers take differently: devices, sparse
 * and unknown types, directories and links with contents, pax records that override sizes or repeat keys, data
 * after the end. Throws SpipError `bad-archive`.
 */
export function readTar(bytes: Buffer, archive: string): readonly TarEntry[] {
  const entries: TarEntry[] = [];
  let pending: Pending = nothingPending();
  let at = 0;
  for (;;) {
    const header = bytes.subarray(at, at + blockBytes);
    if (header.length < blockBytes) {
      throw archiveError(archive, 'it is cut off: the end marker is missing');
    }
    if (isZero(header)) {
      if (!isZero(bytes.subarray(at))) {
        throw archiveError(archive, 'data follow its end marker');
      }
      if (isPending(pending)) {
        throw archiveError(archive, 'its last extended header belongs to no member');
      }
      return entries;
    }
    const member = readHeader(header, archive);
    const dataStart = at + blockBytes;
    const dataEnd = dataStart + member.size;
    if (dataEnd > bytes.length) {
      throw archiveError(archive, 'it is cut off', { entry: member.name });
    }
    const data = bytes.subarray(dataStart, dataEnd);
    at = dataStart + Math.ceil(member.size / blockBytes) * blockBytes;
    if (!takeExtension(member, data, { pending, archive })) {
      entries.push(toEntry(member, data, { pending, archive }));
      pending = nothingPending();
    }
  }
}

function nothingPending(): Pending {
  return { pax: undefined, gnuName: undefined, gnuTarget: undefined };
}

function isPending({ pax, gnuName, gnuTarget }: Pending): boolean {
  return pax !== undefined || gnuName !== undefined || gnuTarget !== undefined;
}

function isZero(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

interface Member {
  readonly name: string;
  /** Whether readers join name and prefix differently. */
  readonly ambiguousName: boolean;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
  readonly target: string;
}

function readHeader(header: Buffer, archive: string): Member {
  const fixedName = cString(header.subarray(0, 100));
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: fixedName });
  };
  const sum = header.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte),
    0,
  );
  if (octal(header.subarray(148, 156)) !== sum) {
    refuse('the checksum of its header is wrong');
  }
  const size = octal(header.subarray(124, 136));
  const mode = octal(header.subarray(100, 108));
  if (size === undefined || mode === undefined) {
    return refuse('a number in its header is not octal');
  }
  const prefix = posixPrefix(header);
  return {
    name: prefix === '' ? fixedName : `${prefix}/${fixedName}`,
    ambiguousName: prefix === '.' || (prefix !== '' && fixedName === ''),
    type: String.fromCharCode(header[156] ?? 0),
    size,
    mode,
    target: cString(header.subarray(157, 257)),
  };
}

/** The prefix field of a POSIX header; GNU headers have other fields there. */
function posixPrefix(header: Buffer): string {
  return header.toString('latin1', 257, 263) === 'ustar\0'
    ? cString(header.subarray(345, 500))
    : '';
}

/** Octal digits, then only spaces and NULs; empty is 0. */
function octal(field: Buffer): number | undefined {
  const text = field.toString('latin1');
  return /^ *[0-7]*[ \0]*$/.test(text)
    ? Number.parseInt(`0${text.trim().replace(/\0.*$/s, '')}`, 8)
    : undefined;
}

function cString(field: Buffer): string {
  const end = field.indexOf(0);
  return decode(end === -1 ? field : field.subarray(0, end));
}

/** UTF-8 where it is; names from before 2010 may be Latin-1. */
function decode(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return raw.toString('latin1');
  }
}

interface Context {
  readonly pending: Pending;
  readonly archive: string;
}

/** Whether the member only tells about the next one. */
function takeExtension(member: Member, data: Buffer, { pending, archive }: Context): boolean {
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: member.name });
  };
  switch (member.type) {
    case 'x': {
      if (pending.pax !== undefined) {
        refuse('two extended headers stand before one member');
      }
      const records = readPaxRecords(data);
      pending.pax = typeof records === 'string' ? refuse(records) : records;
      return true;
    }
    case 'g': {
      const records = readPaxRecords(data);
      if (typeof records === 'string') {
        return refuse(records);
      }
      if (isPending(pending)) {
        refuse('a global header stands between an extended header and its member');
      }
      if (['path', 'linkpath', 'size'].some((key) => records.has(key))) {
        refuse('a global header gives a path or size');
      }
      return true;
    }
    case 'L':
    case 'K': {
      const key = member.type === 'L' ? 'gnuName' : 'gnuTarget';
      if (pending[key] !== undefined) {
        refuse('two long names stand before one member');
      }
      pending[key] = cString(data);
      return true;
    }
    default:
      return false;
  }
}

function toEntry(member: Member, data: Buffer, { pending, archive }: Context): TarEntry {
  const path = pending.pax?.get('path') ?? pending.gnuName ?? member.name;
  const kind = kindOf(member.type);
  const rule = brokenMemberRule(member, { path, kind, pending });
  if (rule !== undefined || kind === undefined) {
    throw archiveError(archive, rule ?? `its type \`${member.type}\` is not allowed`, {
      entry: path,
    });
  }
  const isLink = kind === 'symlink' || kind === 'hardlink';
  const target = pending.pax?.get('linkpath') ?? pending.gnuTarget ?? member.target;
  return {
    path,
    kind,
    executable: (member.mode & 0o111) !== 0,
    data,
    target: isLink ? target : '',
  };
}

interface Meaning {
  readonly path: string;
  readonly kind: TarEntry['kind'] | undefined;
  readonly pending: Pending;
}

function brokenMemberRule(member: Member, meaning: Meaning): string | undefined {
  const { path, kind } = meaning;
  const { pax, gnuName } = meaning.pending;
  if (pax?.has('path') === true && gnuName !== undefined) {
    return 'it has a pax and a GNU long name';
  }
  if (member.ambiguousName && path === member.name) {
    return 'its name is split in a way that readers join differently';
  }
  const size = pax?.get('size');
  if (size !== undefined && size !== String(member.size)) {
    return 'its extended header gives another size';
  }
  if (kind !== 'file' && member.size !== 0) {
    return 'it is not a file and has contents';
  }
  return kind !== 'directory' && path.endsWith('/')
    ? 'it is not a directory and its name ends with a slash'
    : undefined;
}

function kindOf(type: string): TarEntry['kind'] | undefined {
  switch (type) {
    case '0':
    case '\0':
      return 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '5':
      return 'directory';
    default:
      return undefined;
  }
}
