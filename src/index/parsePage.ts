import { SpipError } from '../lib/spipError.ts';
import type { PageBody, ParsedPage } from './pageLink.ts';
import { parseHtmlPage } from './parseHtmlPage.ts';
import { parseJsonPage } from './parseJsonPage.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** What pages are asked for as: JSON, and HTML where there is no JSON. */
export const acceptedPages =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/** Reads a page by its content type; another type than JSON or HTML of version 1 is `index-unreachable`. */
export async function parsePage(page: {
  readonly body: PageBody;
  readonly contentType: string;
  /** Where it came from, after redirects. */
  readonly url: string;
}): Promise<ParsedPage> {
  const { body, contentType, url } = page;
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  switch (type) {
    case 'application/vnd.pypi.simple.v1+json':
    case 'application/json':
      return await parseJsonPage(body, url);
    case 'application/vnd.pypi.simple.v1+html':
    case 'text/html':
    case 'application/xhtml+xml':
      return await parseHtmlPage(body, url);
    default:
      throw new SpipError(
        'index-unreachable',
        `Expected a page of the Simple API, version 1, from \`${showUrl(url)}\`: content type \`${type}\``,
        { hint: 'correct the URL of the index: it usually ends in `/simple`' },
      );
  }
}
