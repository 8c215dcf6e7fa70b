import { SpipError } from '../lib/spipError.ts';
import { checkApiVersion } from './apiVersion.ts';
import { otherDigest } from './otherDigest.ts';
import { linkUrl, sha256Of } from './pageLink.ts';
import type { PageLink, ParsedPage } from './pageLink.ts';
import { showUrl } from './showUrl.ts';

/** Reads a page in JSON (PEP 691, 700, 714). `url` is where it came from: links are relative to it. */
export function parseJsonPage(text: string, url: string): ParsedPage {
  const page = parse(text, url);
  const meta = isRecord(page['meta']) ? page['meta'] : {};
  const warnings = checkApiVersion(textOf(meta['api-version']) ?? '1.0', url);
  const files = Array.isArray(page['files']) ? page['files'] : [];
  const links = files.filter(isRecord).map((file) => readFile(file, url));
  return {
    name: textOf(page['name']),
    links: links.filter((link) => link !== undefined),
    warnings,
  };
}

function parse(text: string, url: string): Readonly<Record<string, unknown>> {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    throw new SpipError(
      'index-unreachable',
      `Expected JSON from \`${showUrl(url)}\`, as its content type says: \`${text.slice(0, 40).trim()}\``,
      { hint: 'correct the URL of the index: it usually ends in `/simple`', cause: error },
    );
  }
  if (!isRecord(page)) {
    throw new SpipError('index-unreachable', `Expected a JSON object from \`${showUrl(url)}\``);
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
