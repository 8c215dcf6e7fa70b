import type { BitReader } from './bitReader.ts';
import { Bzip2Error } from './bzip2Error.ts';

const longest = 20;
/** Codes up to this length are looked up at once. */
const short = 10;

/** A canonical Huffman code. */
export class HuffmanTable {
  /** Symbols in the order of their codes. */
  readonly #symbols: Uint16Array;
  /** By length: the first code of that length, how many there are, and where their symbols begin. */
  readonly #first = new Int32Array(longest + 2);
  readonly #count = new Int32Array(longest + 2);
  readonly #start = new Int32Array(longest + 2);
  /** By the next bits: symbol and length of a code that is short enough; 0 for the others. */
  readonly #short = new Int32Array(1 << short);

  constructor(lengths: Uint8Array) {
    const order = Array.from(lengths, (_, symbol) => symbol).toSorted(
      (a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b,
    );
    this.#symbols = Uint16Array.from(order);
    for (const length of lengths) {
      this.#count[length] = (this.#count[length] ?? 0) + 1;
    }
    let code = 0;
    let start = 0;
    for (let length = 1; length <= longest; length += 1) {
      this.#first[length] = code;
      this.#start[length] = start;
      const count = this.#count[length] ?? 0;
      if (length <= short) {
        this.#fillShort({ length, code, symbols: order.slice(start, start + count) });
      }
      start += count;
      code = (code + count) << 1;
    }
  }

  #fillShort(row: {
    readonly length: number;
    readonly code: number;
    readonly symbols: readonly number[];
  }): void {
    const { length, symbols } = row;
    const width = 1 << (short - length);
    for (const [index, symbol] of symbols.entries()) {
      const from = (row.code + index) * width;
      this.#short.fill((symbol << 5) | length, from, from + width);
    }
  }

  read(bits: BitReader): number {
    const known = this.#short[bits.peek(short)] ?? 0;
    if (known !== 0) {
      bits.skip(known & 0x1f);
      return known >> 5;
    }
    const window = bits.peek(longest);
    for (let length = short + 1; length <= longest; length += 1) {
      const index = (window >> (longest - length)) - (this.#first[length] ?? 0);
      if (index < (this.#count[length] ?? 0)) {
        bits.skip(length);
        return this.#symbols[(this.#start[length] ?? 0) + index] ?? 0;
      }
    }
    throw new Bzip2Error('its bzip2 data are damaged: a code has no meaning');
  }
}

/** The tables of a block in the order in which they are used. */
export function readHuffmanTables(bits: BitReader, symbolCount: number): readonly HuffmanTable[] {
  const tableCount = bits.read(3);
  const selectorCount = bits.read(15);
  if (tableCount < 2 || tableCount > 6 || selectorCount === 0) {
    throw new Bzip2Error('its bzip2 data are damaged: a block has a wrong number of tables');
  }
  const selectors = readSelectors(bits, tableCount, selectorCount);
  const tables = Array.from(
    { length: tableCount },
    () => new HuffmanTable(readLengths(bits, symbolCount)),
  );
  return selectors.flatMap((selector) => tables[selector] ?? []);
}

/** Each is written as its place in the list of those used last, in unary. */
function readSelectors(bits: BitReader, tableCount: number, count: number): readonly number[] {
  const recent = Array.from({ length: tableCount }, (_, index) => index);
  return Array.from({ length: count }, () => {
    let place = 0;
    while (bits.read(1) === 1) {
      place += 1;
    }
    const [table] = recent.splice(place, 1);
    if (table === undefined) {
      throw new Bzip2Error('its bzip2 data are damaged: a table is missing');
    }
    recent.unshift(table);
    return table;
  });
}

/** Lengths of codes: the first as it is, each other by steps from the one before it. */
function readLengths(bits: BitReader, symbolCount: number): Uint8Array {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.read(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    while (bits.read(1) === 1) {
      length += bits.read(1) === 1 ? -1 : 1;
    }
    if (length < 1 || length > longest) {
      throw new Bzip2Error('its bzip2 data are damaged: a code is too long');
    }
    lengths[symbol] = length;
  }
  return lengths;
}
