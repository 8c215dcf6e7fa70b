import { SpipError } from '../lib/spipError.ts';
import type { SourceContext } from './fileSource.ts';
import { freshnessOf, isFresh, validatorsOf } from './http/freshness.ts';
import type { Freshness } from './http/freshness.ts';
import type { HttpResponse } from './http/httpClient.ts';
import type { PagePlace, StoredPage } from './pageCache.ts';
import type { ParsedPage } from './pageLink.ts';
import { acceptedPages, parsePage } from './parsePage.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { acceptedEncodings, bodyPieces } from './http/readBody.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

export interface PageRequest extends PagePlace {
  /** Without the query. */
  readonly url: string;
  /** What of the page is kept. */
  readonly select: (page: ParsedPage) => ProjectLinks;
}

/**
 * A page by HTTP or from the cache; `undefined` if there is none (404, 410). Fresh pages cost no request, stale ones a
 * conditional one where the server gave validators. A miss is cached for `--offline` only.
 */
export async function remotePage(
  request: PageRequest,
  context: SourceContext,
): Promise<ProjectLinks | undefined> {
  const stored = await context.cache.read(request);
  if (context.offline) {
    return offlinePage(request, stored);
  }
  const page = stored?.page === 'missing' ? undefined : stored?.page;
  if (page !== undefined && stored !== undefined) {
    if (!context.refresh && isFresh(stored.freshness, context.now())) {
      return page;
    }
    const validators = validatorsOf(stored.freshness);
    if (Object.keys(validators).length > 0) {
      return await fetchPage(request, context, { page, freshness: stored.freshness, validators });
    }
  }
  return await fetchPage(request, context, undefined);
}

function offlinePage(
  request: PageRequest,
  stored: StoredPage | undefined,
): ProjectLinks | undefined {
  if (stored === undefined) {
    throw new SpipError(
      'index-unreachable',
      `Failed to read \`${showUrl(request.url)}\` offline: it is not in the cache`,
      { hint: 'run once without `--offline`' },
    );
  }
  return stored.page === 'missing' ? undefined : stored.page;
}

interface KnownPage {
  readonly page: ProjectLinks;
  readonly freshness: Freshness;
  readonly validators: Readonly<Record<string, string>>;
}

async function fetchPage(
  request: PageRequest,
  context: SourceContext,
  known: KnownPage | undefined,
): Promise<ProjectLinks | undefined> {
  const { client, cache, counters } = context;
  const headers = {
    accept: acceptedPages,
    'accept-encoding': acceptedEncodings,
    ...known?.validators,
    // Proxies between us and the index must not answer for it either.
    ...(context.refresh ? { 'cache-control': 'max-age=0' } : {}),
  };
  const answer = await client.exchange(
    {
      url: `${request.url}${request.query}`,
      kind: 'page',
      headers: () => headers,
      accept: known === undefined ? [404, 410] : [304, 404, 410],
    },
    (response) => readAnswer(response, request, known),
  );
  counters.notModified += answer.confirmed ? 1 : 0;
  const freshness = await freshnessOf(
    answer.headers,
    context.now(),
    answer.confirmed ? known?.freshness : undefined,
  );
  if (freshness !== undefined) {
    const page = answer.page ?? 'missing';
    await cache.write(request, { freshness, state: '', page });
  }
  return answer.page;
}

interface PageAnswer {
  readonly page: ProjectLinks | undefined;
  /** A `304`: the stored page still holds. */
  readonly confirmed: boolean;
  readonly headers: HttpResponse['headers'];
}

async function readAnswer(
  response: HttpResponse,
  request: PageRequest,
  known: KnownPage | undefined,
): Promise<PageAnswer> {
  const { status, headers, url } = response;
  if (status === 304) {
    return { page: known?.page, confirmed: true, headers };
  }
  if (status === 404 || status === 410) {
    return { page: undefined, confirmed: false, headers: {} };
  }
  const parsed = await parsePage({
    body: bodyPieces(response),
    contentType: headers['content-type'] ?? '',
    url,
  });
  return { page: request.select(parsed), confirmed: false, headers };
}
