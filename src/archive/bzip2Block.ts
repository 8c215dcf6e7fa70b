import type { BitReader } from './bitReader.ts';
import { Bzip2Error } from './bzip2Error.ts';
import { readHuffmanTables } from './bzip2Tables.ts';
import type { HuffmanTable } from './bzip2Tables.ts';

/** One block's bytes and their checksum, which has been verified. */
export interface Bzip2Block {
  readonly bytes: Uint8Array;
  readonly sum: number;
}

/** Reads one block behind its magic number: Huffman codes, runs, move-to-front, Burrows-Wheeler, runs. */
export function readBlock(bits: BitReader, blockBytes: number, maxBytes: number): Bzip2Block {
  const sum = bits.read32();
  if (bits.read(1) !== 0) {
    throw damaged('a block is randomised, which no tool has done since 1997');
  }
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  const tables = readHuffmanTables(bits, symbols.length + 2);
  const column = decodeColumn(bits, { symbols, tables, blockBytes });
  if (origin >= column.length) {
    throw damaged('a block begins behind its end');
  }
  const bytes = expandRuns(invert(column, origin), maxBytes);
  if (checksum(bytes) !== sum) {
    throw damaged('a checksum is wrong');
  }
  return { bytes, sum };
}

/** Which byte values occur: 16 bits say which sixteenths do, then 16 bits for each of those. */
function readSymbols(bits: BitReader): Uint8Array {
  const groups = bits.read(16);
  const symbols: number[] = [];
  for (let group = 0; group < 16; group += 1) {
    const used = (groups & (0x8000 >>> group)) === 0 ? 0 : bits.read(16);
    for (let index = 0; index < 16; index += 1) {
      if ((used & (0x8000 >>> index)) !== 0) {
        symbols.push(group * 16 + index);
      }
    }
  }
  if (symbols.length === 0) {
    throw damaged('a block has no symbols');
  }
  return Uint8Array.from(symbols);
}

interface Coding {
  readonly symbols: Uint8Array;
  /** In the order of use: each for 50 codes. */
  readonly tables: readonly HuffmanTable[];
  readonly blockBytes: number;
}

const codesPerTable = 50;

/** The last column of the sorted rotations, from codes of runs (0 and 1, bijective base 2) and of recent symbols. */
function decodeColumn(bits: BitReader, { symbols, tables, blockBytes }: Coding): Uint8Array {
  const column = new Uint8Array(blockBytes);
  const recent = Uint8Array.from(symbols);
  const end = symbols.length + 1;
  let length = 0;
  let run = 0;
  let weight = 1;
  for (let count = 0; ; count += 1) {
    const table = tables[Math.floor(count / codesPerTable)];
    if (table === undefined) {
      throw damaged('a block has more codes than tables for them');
    }
    const code = table.read(bits);
    if (code < 2) {
      run += weight << code;
      weight <<= 1;
      // Beyond any block already: `weight` must not overflow.
      if (run > blockBytes) {
        throw damaged('a block is too long');
      }
      continue;
    }
    if (length + run + 1 > blockBytes && code !== end) {
      throw damaged('a block is too long');
    }
    if (run > 0) {
      column.fill(recent[0] ?? 0, length, length + run);
      length += run;
      run = 0;
      weight = 1;
    }
    if (code === end) {
      return column.subarray(0, length);
    }
    const symbol = recent[code - 1] ?? 0;
    recent.copyWithin(1, 0, code - 1);
    recent[0] = symbol;
    column[length] = symbol;
    length += 1;
  }
}

/** The text whose Burrows-Wheeler transform this column is. */
function invert(column: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(256);
  for (const byte of column) {
    starts[byte] = (starts[byte] ?? 0) + 1;
  }
  let total = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    const count = starts[byte] ?? 0;
    starts[byte] = total;
    total += count;
  }
  const next = new Uint32Array(column.length);
  for (let index = 0; index < column.length; index += 1) {
    const byte = column[index] ?? 0;
    const place = starts[byte] ?? 0;
    next[place] = index;
    starts[byte] = place + 1;
  }
  const text = new Uint8Array(column.length);
  let at = next[origin] ?? 0;
  for (let index = 0; index < text.length; index += 1) {
    text[index] = column[at] ?? 0;
    at = next[at] ?? 0;
  }
  return text;
}

/** Four equal bytes are followed by how often the byte comes once more. */
function expandRuns(text: Uint8Array, maxBytes: number): Uint8Array {
  let length = 0;
  eachPiece(text, (_, count) => (length += count));
  if (length > maxBytes) {
    throw new Bzip2Error(
      `it unpacks to more than the ${maxBytes} bytes that are left of its limit`,
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  eachPiece(text, (byte, count) => {
    for (const end = at + count; at < end; at += 1) {
      bytes[at] = byte;
    }
  });
  return bytes;
}

function eachPiece(text: Uint8Array, take: (byte: number, count: number) => void): void {
  let last = -1;
  let equal = 0;
  for (const byte of text) {
    if (equal === 4) {
      take(last, byte);
      equal = 0;
    } else {
      take(byte, 1);
      equal = equal > 0 && byte === last ? equal + 1 : 1;
      last = byte;
    }
  }
}

const polynomial = 0x04c11db7;
const sums = Uint32Array.from({ length: 256 }, (_, index) => {
  let sum = index << 24;
  for (let bit = 0; bit < 8; bit += 1) {
    sum = (sum & 0x80000000) === 0 ? sum << 1 : (sum << 1) ^ polynomial;
  }
  return sum;
});

/** CRC-32 with the highest bit first. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum = (sum << 8) ^ (sums[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  }
  return ~sum >>> 0;
}

function damaged(what: string): Bzip2Error {
  return new Bzip2Error(`its bzip2 data are damaged: ${what}`);
}
