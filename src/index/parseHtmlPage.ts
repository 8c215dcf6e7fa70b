import { StringDecoder } from 'node:string_decoder';
import { urlFileName } from '../lib/urls/urlFileName.ts';
import { checkApiVersion } from './apiVersion.ts';
import { otherDigest } from './otherDigest.ts';
import { linkUrl, PageLinks, sha256Of } from './pageLink.ts';
import type { PageBody, PageLink, ParsedPage } from './pageLink.ts';

/** Reads a page in HTML (PEP 503, 592, 629, 658, 714); the first `<base href>` counts (HTML, 4.2.3). The parser is loaded when first needed. */
export async function parseHtmlPage(body: PageBody, url: string): Promise<ParsedPage> {
  const { Parser } = await import('htmlparser2');
  const links = new PageLinks(url);
  const warnings: string[] = [];
  let base: string | undefined;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const { href } = attributes;
      if (name === 'base' && href !== undefined) {
        base ??= URL.canParse(href, url) ? new URL(href, url).href : url;
      } else if (name === 'meta' && attributes['name'] === 'pypi:repository-version') {
        warnings.push(...checkApiVersion(attributes['content'] ?? '', url));
      } else if (name === 'a' && href !== undefined) {
        links.add(readLink({ ...attributes, href }, base ?? url));
      }
    },
  });
  const decoder = new StringDecoder('utf8');
  for await (const chunk of body) {
    parser.write(decoder.write(chunk));
  }
  parser.end(decoder.end());
  return { name: undefined, links: links.found, warnings };
}

function readLink(
  attributes: Readonly<Record<string, string>> & { readonly href: string },
  base: string,
): PageLink | undefined {
  const link = linkUrl(attributes.href.trim(), base);
  if (link === undefined) {
    return undefined;
  }
  const filename = urlFileName(link.url);
  const promised = (algorithm: string): string | undefined =>
    new RegExp(`(?:^|&)${algorithm}=([^&]+)`).exec(link.fragment)?.[1];
  const sha256 = sha256Of(promised('sha256'));
  const metadata = attributes['data-core-metadata'] ?? attributes['data-dist-info-metadata'];
  return {
    filename,
    url: link.url,
    sha256,
    ...(sha256 === undefined && link.fragment !== '' ? otherDigest(promised) : {}),
    size: undefined,
    requiresPython: attributes['data-requires-python']?.trim() || undefined,
    uploadTime: undefined,
    yanked: attributes['data-yanked'] ?? false,
    metadata:
      metadata === undefined || metadata === 'false'
        ? false
        : { sha256: sha256Of(/^sha256=(.+)$/.exec(metadata)?.[1]) },
  };
}
