import { hash } from 'node:crypto';
import { fileBucket } from '../cache/fileBucket.ts';
import type { FileBucketOptions } from '../cache/fileBucket.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Freshness } from './http/freshness.ts';
import { packFiles, unpackFiles } from './packFiles.ts';
import type { PackedFiles } from './packFiles.ts';
import { parseJsonPieces } from './parseJsonPieces.ts';

/** A page as it was read, or that there was none. */
export interface StoredPage {
  readonly freshness: Freshness;
  /** What identifies the state of a local page (size and time of change); '' for remote ones. */
  readonly state: string;
  readonly page:
    | { readonly files: readonly DistFile[]; readonly warnings: readonly string[] }
    | 'missing';
}

/** Which page: that of one name in one index, asked with one query. */
export interface PagePlace {
  readonly index: string;
  /** With its `?`, or empty; may be secret. */
  readonly query: string;
  readonly name: string;
}

export interface PageCache {
  /** `undefined` if there is none, or if it is damaged. */
  read(place: PagePlace): Promise<StoredPage | undefined>;
  /** A cache that cannot be written does not stop the work. */
  write(place: PagePlace, stored: StoredPage): Promise<void>;
}

/** The fields of `PackedFiles` are left out where there is no page. */
interface PageFile extends Partial<PackedFiles> {
  readonly freshness: Freshness;
  readonly state: string;
  readonly warnings: readonly string[];
}

/** Parsed pages in the cache, `<index>/<name>.json`, so that a warm run parses no page again. */
export function pageCache(options: FileBucketOptions): PageCache {
  const pages = fileBucket('pages', options);
  const nameOf = ({ index, query, name }: PagePlace): string =>
    `${hash('sha256', `${index}${query}`, 'hex').slice(0, 16)}/${name}.json`;
  return {
    read: (place) => pages.read(nameOf(place), (bytes) => readPage(bytes, place)),
    write: (place, stored) => pages.write(nameOf(place), piecesOf(stored)),
  };
}

async function readPage(bytes: Buffer, { index, name }: PagePlace): Promise<StoredPage> {
  const large: unknown[] = [];
  const stored = (await parseJsonPieces([bytes], 'rows', (row) => large.push(row))) as PageFile;
  const { freshness, state, warnings, prefix, pythons, rows = [] } = stored;
  if (prefix === undefined || pythons === undefined) {
    return { freshness, state, page: 'missing' };
  }
  const packed = { prefix, pythons, rows: large.length > 0 ? (large as typeof rows) : rows };
  return {
    freshness,
    state,
    page: { files: unpackFiles(packed, { index, project: name }), warnings },
  };
}

/** How many rows are turned into text at once: a page may have many megabytes. */
const rowsAtOnce = 1000;

function* piecesOf({ freshness, state, page }: StoredPage): Generator<string, void> {
  if (page === 'missing') {
    yield JSON.stringify({ freshness, state, warnings: [] } satisfies PageFile);
    return;
  }
  const { rows, ...shared } = packFiles(page.files);
  const head = { freshness, state, warnings: page.warnings, ...shared } satisfies PageFile;
  let text = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    text += JSON.stringify(rows.slice(at, at + rowsAtOnce)).slice(1, -1);
    if (at + rowsAtOnce < rows.length) {
      yield `${text},`;
      text = '';
    }
  }
  yield `${text}]}`;
}
