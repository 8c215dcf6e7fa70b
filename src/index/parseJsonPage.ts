import { SpipError } from '../lib/spipError.ts';
import { checkApiVersion } from './apiVersion.ts';
import { otherDigest } from './otherDigest.ts';
import { linkUrl, sha256Of } from './pageLink.ts';
import type { PageLink, ParsedPage } from './pageLink.ts';
import { parseJsonPieces } from './parseJsonPieces.ts';
import { showUrl } from './showUrl.ts';

/** From this size on, in bytes, a page is read in pieces; below it is faster at once. */
const largePage = 4 * 2 ** 20;

/** Reads a page in JSON (PEP 691, 700, 714). `url` is where it came from: links are relative to it. */
export function parseJsonPage(bytes: Buffer, url: string): ParsedPage {
  const links: PageLink[] = [];
  const add = (file: unknown): void => {
    const link = isRecord(file) ? readFile(file, url) : undefined;
    if (link !== undefined) {
      links.push(link);
    }
  };
  const page = parse(bytes, url, add);
  const meta = isRecord(page['meta']) ? page['meta'] : {};
  const warnings = checkApiVersion(textOf(meta['api-version']) ?? '1.0', url);
  return { name: textOf(page['name']), links, warnings };
}

/** The page itself; its files go to `add`. */
function parse(
  bytes: Buffer,
  url: string,
  add: (file: unknown) => void,
): Readonly<Record<string, unknown>> {
  let page: unknown;
  try {
    page =
      bytes.length < largePage
        ? JSON.parse(bytes.toString('utf8'))
        : parseJsonPieces(bytes, 'files', add);
  } catch (error) {
    const start = bytes.toString('utf8', 0, 160).slice(0, 40).trim();
    throw new SpipError(
      'index-unreachable',
      `Expected JSON from \`${showUrl(url)}\`, as its content type says: \`${start}\``,
      { hint: 'correct the URL of the index: it usually ends in `/simple`', cause: error },
    );
  }
  if (!isRecord(page)) {
    throw new SpipError('index-unreachable', `Expected a JSON object from \`${showUrl(url)}\``);
  }
  if (Array.isArray(page['files'])) {
    page['files'].forEach(add);
  }
  return page;
}

function readFile(file: Readonly<Record<string, unknown>>, base: string): PageLink | undefined {
  const filename = textOf(file['filename']);
  const href = textOf(file['url']);
  const link = href === undefined ? undefined : linkUrl(href, base);
  if (filename === undefined || link === undefined) {
    return undefined;
  }
  const { size, yanked } = file;
  const hashes = isRecord(file['hashes']) ? file['hashes'] : {};
  const sha256 = sha256Of(hashes['sha256']);
  return {
    filename,
    url: link.url,
    sha256,
    ...(sha256 === undefined ? otherDigest((algorithm) => hashes[algorithm]) : {}),
    size: typeof size === 'number' ? size : undefined,
    requiresPython: textOf(file['requires-python']),
    uploadTime: textOf(file['upload-time']),
    yanked: yanked === true ? '' : typeof yanked === 'string' ? yanked : false,
    metadata: readMetadata(file['core-metadata'] ?? file['dist-info-metadata']),
  };
}

function readMetadata(value: unknown): PageLink['metadata'] {
  if (isRecord(value)) {
    return { sha256: sha256Of(value['sha256']) };
  }
  return value === true ? { sha256: undefined } : false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
