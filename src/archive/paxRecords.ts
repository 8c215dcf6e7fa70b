/**
 * Records `length key=value` of a pax extended header (POSIX.1-2001, pax), or the rule that they break. Sparse
 * files and other character sets are refused: readers differ on what they are called and how long they are.
 */
export function readPaxRecords(data: Buffer): ReadonlyMap<string, string> | string {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const length = /^([1-9]\d*) /.exec(data.toString('latin1', at, at + 20))?.[1];
    const end = at + Number(length);
    if (length === undefined || end > data.length || data[end - 1] !== 0x0a) {
      return 'a record of its extended header has a wrong length';
    }
    const text = decodeUtf8(data.subarray(at + length.length + 1, end - 1));
    const equals = text?.indexOf('=') ?? -1;
    if (text === undefined || equals < 1) {
      return 'a record of its extended header is not `key=value` in UTF-8';
    }
    const key = text.slice(0, equals);
    const value = text.slice(equals + 1);
    const rule = brokenRecordRule(key, value, records);
    if (rule !== undefined) {
      return rule;
    }
    records.set(key, value);
    at = end;
  }
  return records;
}

function brokenRecordRule(
  key: string,
  value: string,
  records: ReadonlyMap<string, string>,
): string | undefined {
  if (records.has(key)) {
    return `its extended header gives \`${key}\` twice`;
  }
  if (/[\0\n]/.test(key) || value.includes('\0')) {
    return 'a record of its extended header has a NUL or line break';
  }
  if (key.startsWith('GNU.sparse.') || /^SCHILY\.(?:sparse|realsize)/.test(key)) {
    return 'it is a sparse file';
  }
  if (key === 'hdrcharset') {
    return 'its extended header sets a character set';
  }
  return (key === 'path' || key === 'linkpath') && value === ''
    ? `its extended header gives an empty \`${key}\``
    : undefined;
}

function decodeUtf8(raw: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return undefined;
  }
}
