import { hexDigest } from '../lib/hexDigest.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import { noSetting } from './http/answerLimits.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** One link of an index page, not yet known to belong to the project. */
export type PageLink = Omit<DistFile, 'kind' | 'index'>;

export interface ParsedPage {
  /** The project that the page says it is about. */
  readonly name: string | undefined;
  readonly links: readonly PageLink[];
  readonly warnings: readonly string[];
}

/** The bytes of a page as they arrive: it may have many megabytes. */
export type PageBody = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** How many files a page may list: each takes far more memory than its few bytes on the page. */
const mostFiles = 200_000;

/** The links of a page as they are found. */
export class PageLinks {
  readonly found: PageLink[] = [];
  readonly #url: string;

  /** `url` is that of the page. */
  constructor(url: string) {
    this.#url = url;
  }

  /** @throws SpipError `index-unreachable` where there are too many for a page */
  add(link: PageLink | undefined): void {
    if (link === undefined) {
      return;
    }
    if (this.found.length === mostFiles) {
      throw new SpipError(
        'index-unreachable',
        `Expected at most ${mostFiles} files on \`${showUrl(this.#url)}\`, the limit for pages`,
        { hint: noSetting },
      );
    }
    this.found.push(inOneLine(link));
  }
}

/** What of it stands in messages. Names are looked at when the project is known. */
function inOneLine(link: PageLink): PageLink {
  const { requiresPython, yanked } = link;
  return ![requiresPython, yanked].some((text) => typeof text === 'string' && odd.test(text))
    ? link
    : {
        ...link,
        requiresPython: requiresPython && withoutLineEnds(requiresPython),
        yanked: typeof yanked === 'string' ? withoutLineEnds(yanked) : yanked,
      };
}

const odd = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A text of a page with `?` for each line end and its like: what begins a line of a report is spip's. */
export function withoutLineEnds(text: string): string {
  return odd.test(text) ? text.replaceAll(new RegExp(odd, 'gu'), '?') : text;
}

/** A link's URL made absolute, its fragment apart; `undefined` if it is no URL that files can have. */
export function linkUrl(
  href: string,
  base: string,
): { readonly url: string; readonly fragment: string } | undefined {
  // The common form needs no parsing, and a page may have thousands.
  if (href.startsWith('https://') && !/[@\s#\\]/.test(href)) {
    return { url: href, fragment: '' };
  }
  if (!URL.canParse(href, base)) {
    return undefined;
  }
  const url = new URL(href, base);
  // A page from elsewhere has no business with the files of this machine.
  const allowed = base.startsWith('file:') ? ['http:', 'https:', 'file:'] : ['http:', 'https:'];
  if (!allowed.includes(url.protocol)) {
    return undefined;
  }
  const fragment = url.hash.slice(1);
  url.hash = '';
  url.username = '';
  url.password = '';
  return { url: url.href, fragment };
}

/** A digest as DistFile holds it, or `undefined` if the text is none. */
export function sha256Of(text: unknown): string | undefined {
  return hexDigest('sha256', text);
}
