import { decodeUtf8 } from '../lib/decodeUtf8.ts';

/** Which of the old ways to write headers this one follows. */
type TarFormat = 'posix' | 'gnu' | 'v7';

/** One header block of a tar. */
export interface TarHeader {
  readonly name: string;
  /** Whether readers join name and prefix differently. */
  readonly ambiguousName: boolean;
  /** Whether a name in it is no UTF-8. */
  readonly encodedName: boolean;
  /** Whether a number in it is written in base 256. */
  readonly wideNumber: boolean;
  /** Whether its checksum counts bytes as signed. */
  readonly signedChecksum: boolean;
  readonly format: TarFormat;
  readonly type: string;
  /** Bytes that follow. */
  readonly size: number;
  readonly mode: number;
  /** Of links. */
  readonly target: string;
}

/** Reads the header of a ustar, pax, GNU or V7 archive, or says which rule it breaks. */
export function readTarHeader(block: Buffer): TarHeader | string {
  const [unsigned, signed] = checksums(block);
  const checksum = tarNumber(block.subarray(148, 156));
  if (checksum !== unsigned && checksum !== signed) {
    return 'the checksum of its header is wrong';
  }
  // What decides how many bytes follow, and what Python's tarfile needs to go on.
  const numbers = numberFields.map(([start, end]) => tarNumber(block.subarray(start, end)));
  const [mode, , , size] = numbers;
  if (numbers.includes(undefined) || mode === undefined || size === undefined || size < 0) {
    return 'a number in its header is not octal';
  }
  const format = formatOf(block);
  const fixedName = fixedNameOf(block);
  const prefix = format === 'posix' ? cString(block.subarray(345, 500)) : plain('');
  const target = cString(block.subarray(157, 257));
  return {
    name: prefix.text === '' ? fixedName.text : `${prefix.text}/${fixedName.text}`,
    ambiguousName: prefix.text === '.' || (prefix.text !== '' && fixedName.text === ''),
    encodedName: [fixedName, prefix, target].some(({ isUtf8 }) => !isUtf8),
    wideNumber: numberFields.some(([start]) => ((block[start] ?? 0) & 0x80) !== 0),
    signedChecksum: checksum !== unsigned,
    format,
    type: String.fromCharCode(block[156] ?? 0),
    size,
    mode,
    target: target.text,
  };
}

/** The name that stands in the header itself. */
export function fixedNameOf(block: Buffer): DecodedText {
  return cString(block.subarray(0, 100));
}

/** Where mode, user, group, size and time lie. */
const numberFields = [
  [100, 108],
  [108, 116],
  [116, 124],
  [124, 136],
  [136, 148],
] as const;

/** Sums of the bytes with the checksum's own as spaces: unsigned, and signed as some old programs took them. */
function checksums(block: Buffer): readonly [number, number] {
  let unsigned = 0;
  let high = 0;
  for (const [index, byte] of block.entries()) {
    const counted = index >= 148 && index < 156 ? 32 : byte;
    unsigned += counted;
    high += counted > 127 ? 1 : 0;
  }
  return [unsigned, unsigned - 256 * high];
}

function formatOf(block: Buffer): TarFormat {
  const magic = block.toString('latin1', 257, 263);
  return magic === 'ustar\0' ? 'posix' : magic === 'ustar ' ? 'gnu' : 'v7';
}

/** Octal digits up to a NUL, spaces around them, empty is 0; or base 256 behind a first byte of 0x80 or 0xff (GNU). */
function tarNumber(field: Buffer): number | undefined {
  const [first] = field;
  if (first === 0x80 || first === 0xff) {
    const value = field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
    return first === 0x80 ? value : value - 256 ** (field.length - 1);
  }
  const text = field.toString('latin1').replace(/\0.*$/s, '').trim();
  return /^(?:-?[0-7]+)?$/.test(text) ? Number.parseInt(text === '' ? '0' : text, 8) : undefined;
}

interface DecodedText {
  readonly text: string;
  readonly isUtf8: boolean;
}

function plain(text: string): DecodedText {
  return { text, isUtf8: true };
}

/** UTF-8 where it is; names from before 2010 may be Latin-1. */
function cString(field: Buffer): DecodedText {
  return decodeName(field.subarray(0, field.indexOf(0) === -1 ? field.length : field.indexOf(0)));
}

/** A name up to its end. */
export function decodeName(raw: Buffer): DecodedText {
  const text = decodeUtf8(raw);
  return text === undefined ? { text: raw.toString('latin1'), isUtf8: false } : plain(text);
}
