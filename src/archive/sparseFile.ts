/** A file of a tar that is stored without its holes. */
export interface SparseFile {
  /** Its size with them, in bytes. */
  readonly size: number;
  /** What is stored, in pairs of a place in the file and a number of bytes. */
  readonly map: readonly number[];
}

/** What an extended header says of a sparse file: without a map it stands before the data (GNU's format 1.0). */
export interface PaxSparse {
  readonly size: number;
  readonly map: readonly number[] | undefined;
}

const blockBytes = 512;

/** The map in a header of GNU's own type `S` and in the blocks behind it, and where its data begin; or the rule that it breaks. */
export function readGnuSparse(
  bytes: Buffer,
  at: number,
): (SparseFile & { readonly dataStart: number }) | string {
  const map = mapOf(bytes, at + 386, 4);
  let dataStart = at + blockBytes;
  let goesOn = bytes[at + 482] !== 0;
  while (goesOn) {
    if (dataStart + blockBytes > bytes.length) {
      return 'it is cut off';
    }
    map.push(...mapOf(bytes, dataStart, 21));
    goesOn = bytes[dataStart + 504] !== 0;
    dataStart += blockBytes;
  }
  const size = octal(bytes, at + 483);
  return size === undefined || map.includes(undefined)
    ? 'a number of its map of holes is not octal'
    : { size, map: map.filter((number) => number !== undefined), dataStart };
}

/** Pairs of numbers up to the first empty one. */
function mapOf(bytes: Buffer, start: number, pairs: number): (number | undefined)[] {
  const numbers = Array.from({ length: 2 * pairs }, (_, index) => start + 12 * index);
  const end = numbers.findIndex((at, index) => index % 2 === 0 && bytes[at] === 0);
  return numbers.slice(0, end === -1 ? undefined : end).map((at) => octal(bytes, at));
}

function octal(bytes: Buffer, at: number): number | undefined {
  const text = bytes.toString('latin1', at, at + 12).replace(/[\0 ].*$/s, '');
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** The map in the records `GNU.sparse.*` of an extended header, in their order, or the rule that they break. */
export function readPaxSparse(
  records: readonly (readonly [key: string, value: string])[],
): PaxSparse | undefined | string {
  const values = new Map(records);
  if (values.size === 0) {
    return undefined;
  }
  const size = decimal(values.get('realsize') ?? values.get('size'));
  const version = `${values.get('major') ?? 0}.${values.get('minor') ?? 0}`;
  const pairs = records.filter(([key]) => key === 'offset' || key === 'numbytes');
  const isPaired = pairs.every(([key], at) => key === (at % 2 === 0 ? 'offset' : 'numbytes'));
  const written = values.get('map')?.split(',') ?? pairs.map(([, value]) => value);
  const map = written.filter((text) => text !== '').map(decimal);
  const blocks = decimal(values.get('numblocks'));
  const isWhole = version === '1.0' ? map.length === 0 : blocks === map.length / 2;
  const numbers = map.filter((number) => number !== undefined);
  return size === undefined || !isPaired || !isWhole || numbers.length < map.length
    ? 'it is a sparse file without a whole map of its holes'
    : { size, map: version === '1.0' ? undefined : numbers };
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Puts the holes between the stored parts, or says which rule the map breaks; `most` is what the file may have, in bytes. */
export function expandSparse(sparse: PaxSparse, stored: Buffer, most: number): Buffer | string {
  const found = sparse.map === undefined ? mapBefore(stored) : { map: sparse.map, data: stored };
  if (found === undefined) {
    return 'it is a sparse file without a whole map of its holes';
  }
  if (sparse.size > most) {
    return 'it is a sparse file that is too large with its holes';
  }
  const whole = Buffer.alloc(sparse.size);
  let used = 0;
  let end = 0;
  for (let at = 0; at < found.map.length; at += 2) {
    const [offset = 0, count = 0] = found.map.slice(at, at + 2);
    if (offset < end || offset + count > sparse.size || used + count > found.data.length) {
      return 'its map of holes does not fit its data';
    }
    found.data.copy(whole, offset, used, used + count);
    used += count;
    end = offset + count;
  }
  return used === found.data.length ? whole : 'its map of holes does not fit its data';
}

/** The map in decimal lines before the data, filled up to a whole block. */
function mapBefore(
  stored: Buffer,
): { readonly map: readonly number[]; readonly data: Buffer } | undefined {
  const numbers: number[] = [];
  let at = 0;
  for (let left = 1; left > 0; left -= 1) {
    const end = stored.indexOf(0x0a, at);
    const number = end === -1 ? undefined : decimal(stored.toString('latin1', at, end));
    if (number === undefined) {
      return undefined;
    }
    if (at === 0) {
      left += 2 * number;
    } else {
      numbers.push(number);
    }
    at = end + 1;
  }
  return { map: numbers, data: stored.subarray(Math.ceil(at / blockBytes) * blockBytes) };
}
