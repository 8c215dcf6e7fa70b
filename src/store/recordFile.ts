import { readEntryName } from '../archive/entryPath.ts';
import type { Flaws } from '../archive/flaws.ts';

/** One row of RECORD (PEP 376, PEP 427). */
export interface RecordRow {
  readonly path: string;
  /** For example `sha256`; '' where the row has no digest. */
  readonly algorithm: string;
  /** Base64 URL-safe without padding, or hex in some old files. */
  readonly digest: string;
  /** `undefined` where the row has none or no number. */
  readonly size: number | undefined;
}

/**
 * Reads RECORD: comma-separated values with quoted fields, as Python's csv module reads them. Paths are clean, as those of
 * entries are; later rows win.
 */
export function parseRecord(text: string, flaws: Flaws): ReadonlyMap<string, RecordRow> {
  const rows = new Map<string, RecordRow>();
  for (const fields of csvRows(text)) {
    const [written = '', digest = '', size = ''] = fields;
    if (written === '') {
      continue;
    }
    if (fields.length !== 3) {
      flaws.add('record-fields');
    }
    const name = readEntryName(written);
    const path = typeof name === 'string' ? written : name.path;
    const equals = digest.indexOf('=');
    rows.set(path, {
      path,
      algorithm: equals === -1 ? '' : digest.slice(0, equals).toLowerCase(),
      digest: equals === -1 ? '' : digest.slice(equals + 1).replace(/=+$/, ''),
      size: /^\d+$/.test(size) ? Number(size) : undefined,
    });
  }
  return rows;
}

function* csvRows(text: string): Generator<readonly string[]> {
  // Nearly every line is plain; only a quote needs the slow way.
  if (!text.includes('"')) {
    for (const line of text.split(/\r\n|\n|\r/)) {
      yield line.split(',');
    }
    return;
  }
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quoted) {
      if (character !== '"') {
        field += character;
      } else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else {
        quoted = false;
      }
    } else if (character === '"') {
      quoted = true;
    } else if (character === ',') {
      row.push(field);
      field = '';
    } else if (character === '\n' || character === '\r') {
      yield [...row, field];
      row = [];
      field = '';
    } else {
      field += character;
    }
  }
  yield [...row, field];
}
