import { SpipError } from '../lib/spipError.ts';
import { checkApiVersion } from './apiVersion.ts';
import { otherDigest } from './otherDigest.ts';
import { linkUrl, PageLinks, sha256Of } from './pageLink.ts';
import type { PageBody, PageLink, ParsedPage } from './pageLink.ts';
import { parseJsonPieces } from './parseJsonPieces.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** Reads a page in JSON (PEP 691, 700, 714). `url` is where it came from: links are relative to it. */
export async function parseJsonPage(body: PageBody, url: string): Promise<ParsedPage> {
  const links = new PageLinks(url);
  const add = (file: unknown): void => links.add(isRecord(file) ? readFile(file, url) : undefined);
  const page = await parse(body, url, add);
  const meta = isRecord(page['meta']) ? page['meta'] : {};
  const warnings = checkApiVersion(versionOf(meta['api-version']), url);
  return { name: textOf(page['name']), links: links.found, warnings };
}

/** The page itself; its files go to `add`. */
async function parse(
  body: PageBody,
  url: string,
  add: (file: unknown) => void,
): Promise<Readonly<Record<string, unknown>>> {
  const first: Uint8Array[] = [];
  let page: unknown;
  try {
    page = await parseJsonPieces(keepFirst(body, first), 'files', add);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    const start = Buffer.concat(first).toString('utf8', 0, 160).slice(0, 40).trim();
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

/** Passes the body on and keeps its first piece, for the message about what is no JSON. */
async function* keepFirst(body: PageBody, first: Uint8Array[]): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    if (first.length === 0) {
      first.push(chunk);
    }
    yield chunk;
  }
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

/** Some write it as a number. */
function versionOf(version: unknown): string {
  return typeof version === 'number' ? String(version) : (textOf(version) ?? '1.0');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
