import { decodeUtf8 } from '../lib/decodeUtf8.ts';
import type { Flaws } from './flaws.ts';
import { readPaxSparse } from './sparseFile.ts';
import type { PaxSparse } from './sparseFile.ts';

/** What an extended header says of its member, as far as it matters here. */
export interface PaxRecords {
  readonly path: string | undefined;
  readonly linkpath: string | undefined;
  readonly size: string | undefined;
  readonly sparse: PaxSparse | undefined;
}

/**
 * Reads the records `length key=value` of a pax extended header (POSIX.1-2001, pax), or says which rule they break. Star's
 * sparse files are refused, and so is a path, link or size that is given twice: readers take the first or the last.
 */
export function readPaxRecords(data: Buffer, flaws: Flaws): PaxRecords | string {
  const values = new Map<string, Buffer>();
  const sparse: (readonly [string, string])[] = [];
  let at = 0;
  while (at < data.length) {
    const record = readRecord(data, at);
    if (typeof record === 'string') {
      return record;
    }
    at = record.end;
    const { key, value } = record;
    if (key.startsWith('GNU.sparse.')) {
      sparse.push([key.slice('GNU.sparse.'.length), value.toString('latin1')]);
      // The name in the header, and the path that stands for it, is made up then.
      if (key === 'GNU.sparse.name') {
        values.set('path', value);
      }
      continue;
    }
    const known = values.get(key);
    if (known !== undefined) {
      if (decisive.has(key) && !known.equals(value)) {
        return `its extended header gives \`${key}\` twice`;
      }
      flaws.add('pax-repeated');
    }
    if (/^SCHILY\.(?:sparse|realsize)/.test(key)) {
      return 'it is a sparse file';
    }
    if (!decisive.has(key) && (value.includes(0) || decodeUtf8(value) === undefined)) {
      flaws.add('pax-binary');
    }
    if (numeric.has(key) && !/^\s*\+?(?:\d+\.?\d*|\.\d+)\s*$/.test(value.toString('latin1'))) {
      flaws.add('pax-number');
    }
    values.set(key, value);
  }
  const holes = readPaxSparse(sparse);
  const texts = textsOf(values, flaws);
  if (typeof holes === 'string') {
    return holes;
  }
  return typeof texts === 'string' ? texts : { ...texts, sparse: holes };
}

/** Keys that decide what lies where. */
const decisive: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', 'hdrcharset']);

/** Keys that Python reads as numbers, and as 0 where they are none. */
const numeric: ReadonlySet<string> = new Set(['uid', 'gid', 'mtime', 'atime', 'ctime']);

interface RawRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly end: number;
}

function readRecord(data: Buffer, at: number): RawRecord | string {
  const length = /^([1-9]\d*) /.exec(data.toString('latin1', at, at + 20))?.[1];
  const end = at + Number(length);
  if (length === undefined || end > data.length || data[end - 1] !== 0x0a) {
    return 'a record of its extended header has a wrong length';
  }
  const start = at + length.length + 1;
  const equals = data.indexOf(0x3d, start);
  const key = data.toString('latin1', start, equals);
  if (equals <= start || equals >= end) {
    return 'a record of its extended header is not `key=value`';
  }
  return /[\0\n]/.test(key)
    ? 'a key of its extended header has a NUL or line break'
    : { key, value: data.subarray(equals + 1, end - 1), end };
}

type PaxTexts = Omit<PaxRecords, 'sparse'>;

const utf8Charset = 'ISO-IR 10646 2000 UTF-8';

function textsOf(values: ReadonlyMap<string, Buffer>, flaws: Flaws): PaxTexts | string {
  const charset = values.get('hdrcharset')?.toString('latin1');
  if (charset !== undefined) {
    flaws.add(
      charset === 'BINARY' || charset === utf8Charset ? 'pax-charset' : 'pax-other-charset',
    );
  }
  const found: Record<keyof PaxTexts, string | undefined> = {
    path: undefined,
    linkpath: undefined,
    size: values.get('size')?.toString('latin1'),
  };
  for (const key of ['path', 'linkpath'] as const) {
    const value = values.get(key);
    if (value === undefined) {
      continue;
    }
    if (value.length === 0 || value.includes(0)) {
      return `its extended header gives a \`${key}\` that is empty or has a NUL`;
    }
    const text = decodeUtf8(value) ?? (charset === 'BINARY' ? value.toString('latin1') : undefined);
    if (text === undefined) {
      return `its extended header gives a \`${key}\` that is no UTF-8`;
    }
    if (decodeUtf8(value) === undefined) {
      flaws.add('encoded-member', text);
    }
    found[key] = text;
  }
  return found;
}
