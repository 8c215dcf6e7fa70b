import { archiveError } from './archiveError.ts';
import { defaultLimits } from './archiveLimits.ts';
import type { Flaw, Flaws } from './flaws.ts';
import { readPaxRecords } from './paxRecords.ts';
import type { PaxRecords } from './paxRecords.ts';
import { expandSparse, readGnuSparse } from './sparseFile.ts';
import type { SparseFile } from './sparseFile.ts';
import { decodeName, fixedNameOf, readTarHeader } from './tarHeader.ts';
import type { TarHeader } from './tarHeader.ts';

/** One member of a tar archive. */
export interface TarEntry {
  /** As the archive spells it. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink';
  readonly executable: boolean;
  /** A view into the archive, or a copy of a sparse file with its holes; empty for all but files. */
  readonly data: Buffer;
  /** Of links; else ''. */
  readonly target: string;
}

const blockBytes = 512;

/** Names that stand before the member that they belong to. */
interface Pending {
  pax: PaxRecords | undefined;
  gnuName: string | undefined;
  gnuTarget: string | undefined;
}

/** What an archive is read with. */
interface Reading {
  readonly archive: string;
  readonly flaws: Flaws;
  /** What sparse files may have together, in bytes; left out: what any archive may unpack to. */
  readonly maxHoles?: number;
}

/**
 * Reads a whole ustar, pax (POSIX.1-2001) or GNU archive up to its end marker. Refuses what readers take differently:
 * devices and unknown types, directories and links with contents, headers that give two sizes or paths. Throws
 * SpipError `bad-archive`.
 */
export function readTar(bytes: Buffer, reading: Reading): readonly TarEntry[] {
  const { archive } = reading;
  const entries: TarEntry[] = [];
  const formats = new Set<TarHeader['format']>();
  let pending: Pending = nothingPending();
  let roomForHoles = reading.maxHoles ?? defaultLimits.ratioFloor;
  let at = 0;
  for (;;) {
    const block = bytes.subarray(at, at + blockBytes);
    if (block.length < blockBytes || isZero(block)) {
      checkEnd(bytes.subarray(at), pending, reading);
      noteFormats(formats, reading.flaws);
      return entries;
    }
    const header = readTarHeader(block);
    if (typeof header === 'string') {
      throw archiveError(archive, header, { entry: fixedNameOf(block).text });
    }
    formats.add(header.format);
    const size = sizeOf(header, pending, reading);
    const { dataStart, map } = startOf(bytes, { at, header, archive });
    at = dataStart + Math.ceil(size / blockBytes) * blockBytes;
    if (at > bytes.length) {
      throw archiveError(archive, 'it is cut off', { entry: header.name });
    }
    const stored = { header, data: bytes.subarray(dataStart, dataStart + size), pending };
    if (!takeExtension(stored, reading)) {
      const data = withHoles(map, stored, { ...reading, maxHoles: roomForHoles });
      roomForHoles -= data === stored.data ? 0 : data.length;
      entries.push(toEntry({ ...stored, data }, reading));
      pending = nothingPending();
    }
  }
}

/** Where the data of a member begin, behind the map of a sparse file of GNU's own type. */
function startOf(
  bytes: Buffer,
  {
    at,
    header,
    archive,
  }: { readonly at: number; readonly header: TarHeader; readonly archive: string },
): { readonly dataStart: number; readonly map: SparseFile | undefined } {
  if (header.type !== 'S') {
    return { dataStart: at + blockBytes, map: undefined };
  }
  const map = readGnuSparse(bytes, at);
  if (typeof map === 'string') {
    throw archiveError(archive, map, { entry: header.name });
  }
  return { dataStart: map.dataStart, map };
}

/** The contents of a member; uv refuses all sparse files, so that what pip makes of one counts. */
function withHoles(
  own: SparseFile | undefined,
  { header, data, pending }: Member,
  reading: Required<Reading>,
): Buffer {
  const sparse = own ?? pending.pax?.sparse;
  if (sparse === undefined) {
    return data;
  }
  const { archive, flaws, maxHoles } = reading;
  const path = pending.pax?.path ?? header.name;
  const isTwofold =
    pending.pax?.size !== undefined || (own !== undefined && pending.pax?.sparse !== undefined);
  const isFile = own === undefined ? /^[0\0]$/.test(header.type) : header.format === 'gnu';
  const whole =
    isTwofold || !isFile
      ? 'it is a sparse file in a way that readers take differently'
      : expandSparse(sparse, data, maxHoles);
  if (typeof whole === 'string') {
    throw archiveError(archive, whole, { entry: path });
  }
  flaws.add('sparse-file', path);
  return whole;
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

/** Two blocks of zeros end an archive; what follows them is nobody's. */
function checkEnd(rest: Buffer, pending: Pending, { archive, flaws }: Reading): void {
  if (rest.length > 0 && rest.length < blockBytes) {
    throw archiveError(archive, 'it is cut off');
  }
  if (isPending(pending)) {
    throw archiveError(archive, 'its last extended header belongs to no member');
  }
  const marker = rest.subarray(0, 2 * blockBytes);
  if (marker.length < 2 * blockBytes || !isZero(marker)) {
    flaws.add('tar-end');
  } else if (!isZero(rest.subarray(2 * blockBytes))) {
    flaws.add('trailing-data');
  }
}

/** How many bytes follow a header: an extended header counts more than the header itself (POSIX.1-2001, pax). */
function sizeOf(header: TarHeader, { pax }: Pending, { archive, flaws }: Reading): number {
  const said = pax?.size;
  if (said === undefined || said === String(header.size)) {
    return header.size;
  }
  if (!/^\d{1,15}$/.test(said)) {
    throw archiveError(archive, 'its extended header gives a size that is no number', {
      entry: header.name,
    });
  }
  flaws.add('pax-size', pax?.path ?? header.name);
  return Number(said);
}

function noteFormats(formats: ReadonlySet<TarHeader['format']>, flaws: Flaws): void {
  if (formats.has('posix') && formats.has('gnu')) {
    flaws.add('tar-formats');
  }
  if (formats.has('v7')) {
    flaws.add('tar-magic');
  }
}

interface Member {
  readonly header: TarHeader;
  readonly data: Buffer;
  readonly pending: Pending;
}

/** Whether the member only tells about the next one. */
function takeExtension({ header, data, pending }: Member, { archive, flaws }: Reading): boolean {
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: header.name });
  };
  switch (header.type) {
    case 'x': {
      if (pending.pax !== undefined) {
        refuse('two extended headers stand before one member');
      }
      const records = readPaxRecords(data, flaws);
      pending.pax = typeof records === 'string' ? refuse(records) : records;
      return true;
    }
    case 'g': {
      const records = readPaxRecords(data, flaws);
      if (typeof records === 'string') {
        return refuse(records);
      }
      if (isPending(pending)) {
        refuse('a global header stands between an extended header and its member');
      }
      if (Object.values(records).some((value) => value !== undefined)) {
        refuse('a global header gives a path or size');
      }
      return true;
    }
    case 'L':
    case 'K': {
      const key = header.type === 'L' ? 'gnuName' : 'gnuTarget';
      if (pending[key] !== undefined) {
        refuse('two long names stand before one member');
      }
      const end = data.indexOf(0);
      const { text, isUtf8 } = decodeName(end === -1 ? data : data.subarray(0, end));
      if (!isUtf8) {
        flaws.add('encoded-member', text);
      }
      pending[key] = text;
      return true;
    }
    default:
      return false;
  }
}

function toEntry(member: Member, { archive, flaws }: Reading): TarEntry {
  const { header, data, pending } = member;
  const { pax, gnuName, gnuTarget } = pending;
  const path = pax?.path ?? gnuName ?? header.name;
  const kind = kindOf(header.type, path);
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: path });
  };
  if (kind === undefined) {
    return refuse(`its type \`${header.type}\` is not allowed`);
  }
  const rule = brokenMemberRule(member, path, kind);
  if (rule !== undefined) {
    refuse(rule);
  }
  const isLink = kind === 'symlink' || kind === 'hardlink';
  const found: readonly (readonly [Flaw, boolean])[] = [
    ['encoded-member', header.encodedName && (path === header.name || isLink)],
    ['wide-number', header.wideNumber && header.format !== 'gnu'],
    ['signed-checksum', header.signedChecksum],
    ['contiguous-file', header.type === '7'],
    ['slashed-file', path.endsWith('/') && header.type !== '5'],
  ];
  found.filter(([, holds]) => holds).forEach(([flaw]) => flaws.add(flaw, path));
  return {
    path,
    kind,
    executable: (header.mode & 0o111) !== 0,
    data,
    target: isLink ? (pax?.linkpath ?? gnuTarget ?? header.target) : '',
  };
}

function brokenMemberRule(
  { header, data, pending: { pax, gnuName } }: Member,
  path: string,
  kind: TarEntry['kind'],
): string | undefined {
  if (pax?.path !== undefined && gnuName !== undefined && pax.path !== gnuName) {
    return 'it has a pax and a GNU long name';
  }
  if (header.ambiguousName && path === header.name) {
    return 'its name is split in a way that readers join differently';
  }
  return kind !== 'file' && data.length !== 0 ? 'it is not a file and has contents' : undefined;
}

function kindOf(type: string, path: string): TarEntry['kind'] | undefined {
  switch (type) {
    case '\0':
      // Before there was a type for folders a slash told them apart.
      return path.endsWith('/') ? 'directory' : 'file';
    case '0':
    case '7':
    case 'S':
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
