import { readEntryName } from './entryPath.ts';
import type { NameOddity } from './entryPath.ts';
import type { Flaw, Flaws } from './flaws.ts';
import {
  decodeZipName,
  readZipExtras,
  splitExtras,
  unicodeName,
  unicodePathId,
  utf8Flag,
} from './zipExtras.ts';

/** How contents are packed, and by which number the format knows it (APPNOTE 4.4.5). */
export const zipMethods = { stored: 0, deflated: 8, bzip2: 12, zstd: 93 } as const;

export type ZipMethod = keyof typeof zipMethods;

/** What one header of the central directory says. */
export interface ZipHead {
  /** Clean POSIX path; a directory's ends with a slash. */
  readonly path: string;
  /** As the archive spells it. */
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly directory: boolean;
  readonly method: ZipMethod;
  readonly crc32: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly executable: boolean;
  /** Where its local header begins. */
  readonly offset: number;
}

interface RawHead {
  /** The part that all headers have. */
  readonly fixed: Buffer;
  readonly rawName: Buffer;
  readonly extra: Buffer;
  readonly flaws: Flaws;
}

/** Reads one header of the central directory (APPNOTE 4.3.12), or says which rule it breaks. */
export function parseZipHead(raw: RawHead): ZipHead | string {
  const { fixed, rawName, extra, flaws } = raw;
  const name = decodeZipName(rawName, flagsOf(fixed));
  if (name === undefined) {
    return 'its name claims to be UTF-8 and is not';
  }
  const read = readEntryName(name);
  if (typeof read === 'string') {
    return read;
  }
  const directory = name.endsWith('/');
  if (read.path === '' && !directory) {
    return 'its name is empty';
  }
  const widened = readZipExtras(extra, placeOf(fixed), { raw: rawName, text: name });
  if (typeof widened === 'string') {
    return widened;
  }
  const method = methodsByCode.get(fixed.readUInt16LE(10));
  const rule = brokenRule(fixed);
  if (rule !== undefined || method === undefined) {
    return rule ?? `its compression method ${fixed.readUInt16LE(10)} is not one of ${methodList}`;
  }
  const head = {
    path: directory ? `${read.path}/` : read.path,
    name,
    rawName,
    directory,
    method,
    crc32: fixed.readUInt32LE(16),
    ...widened,
    // As pip does: only a regular file with an x bit; without file type the bits mean nothing.
    executable: fileType(fixed) === 0o100000 && (modeOf(fixed) & 0o111) !== 0,
  };
  headFlaws(raw, head, read.oddities).forEach((flaw) => flaws.add(flaw, head.path));
  return head;
}

function flagsOf(fixed: Buffer): number {
  return fixed.readUInt16LE(8);
}

/** Unix permissions and file type. */
function modeOf(fixed: Buffer): number {
  return fixed.readUInt32LE(38) >>> 16;
}

function fileType(fixed: Buffer): number {
  return modeOf(fixed) & 0o170000;
}

function placeOf(fixed: Buffer): Pick<ZipHead, 'size' | 'compressedSize' | 'offset'> {
  return {
    size: fixed.readUInt32LE(24),
    compressedSize: fixed.readUInt32LE(20),
    offset: fixed.readUInt32LE(42),
  };
}

const methodsByCode: ReadonlyMap<number, ZipMethod> = new Map(
  (['stored', 'deflated', 'bzip2', 'zstd'] as const).map((method) => [zipMethods[method], method]),
);

const methodList = [...methodsByCode].map(([code, method]) => `${method} (${code})`).join(', ');

const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const patchFlag = 0x0020;

function brokenRule(fixed: Buffer): string | undefined {
  const flags = flagsOf(fixed);
  if (fixed.readUInt16LE(34) !== 0) {
    return 'it lies on another disk';
  }
  if ((flags & encryptedFlags) !== 0) {
    return 'it is encrypted';
  }
  return (flags & patchFlag) === 0 ? undefined : 'it is a patch';
}

const flawOfName: Readonly<Record<NameOddity, Flaw>> = {
  unclean: 'unclean-path',
  dotted: 'dotted-path',
  foreign: 'foreign-path',
  git: 'git-path',
};

function headFlaws(
  { fixed, rawName, extra }: RawHead,
  { name, method, directory, size }: ZipHead,
  oddities: readonly NameOddity[],
): readonly Flaw[] {
  const isMarked = (flagsOf(fixed) & utf8Flag) !== 0 || rawName.every((byte) => byte < 128);
  const isStale = (splitExtras(extra) ?? []).some(
    ({ id, data }) =>
      id === unicodePathId && unicodeName(data, { raw: rawName, text: name }) === 'stale',
  );
  const type = fileType(fixed);
  // Its name alone decides what kind an entry is, as for pip and uv.
  const fits = type === 0 || type === (directory ? 0o040000 : 0o100000);
  const found: readonly (readonly [Flaw, boolean])[] = [
    ['encoded-name', !isMarked],
    ['stale-name', isStale],
    ['bzip2-entry', method === 'bzip2'],
    ['zstd-entry', method === 'zstd'],
    ['folder-contents', directory && size !== 0],
    ['link-entry', type === linkType],
    ['odd-mode', !fits && type !== linkType],
  ];
  return [
    ...oddities.map((oddity) => flawOfName[oddity]),
    ...found.filter(([, holds]) => holds).map(([flaw]) => flaw),
  ];
}

const linkType = 0o120000;
