import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import type { FindLinks } from '../model/settings.ts';
import type { FileSource, SourceContext } from './fileSource.ts';
import type { PageLink } from './pageLink.ts';
import { parseHtmlPage } from './parseHtmlPage.ts';
import { allLinks, projectLinks } from './projectLinks.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { remotePage } from './remotePage.ts';
import { showUrl } from '../lib/showUrl.ts';

/** The name under which a find-links page is cached: no project is called so. */
const pageName = '_links';

/** A find-links place: a folder of files, or a page of links here or elsewhere, read once. A missing one is a warning. */
export function findLinksSource(
  { url, query = '' }: Pick<FindLinks, 'url' | 'query'>,
  context: SourceContext,
): FileSource {
  let all: Promise<ProjectLinks> | undefined;
  return {
    files: async (name) => {
      all ??= url.startsWith('file:') ? localLinks(url, context) : remoteLinks(url, query, context);
      const { files, warnings } = await all;
      const page = { name: undefined, links: files, warnings };
      return projectLinks(page, { name, index: url, shared: true });
    },
  };
}

async function remoteLinks(
  url: string,
  query: string,
  context: SourceContext,
): Promise<ProjectLinks> {
  const request = {
    url,
    query,
    index: url,
    name: pageName,
    select: (page: Parameters<typeof allLinks>[0]): ProjectLinks => allLinks(page, url),
  };
  return (await remotePage(request, context)) ?? missing(url);
}

async function localLinks(url: string, context: SourceContext): Promise<ProjectLinks> {
  const path = fileURLToPath(url);
  try {
    const names = await readdir(path);
    const links = names.map((filename): PageLink => localLink(join(path, filename), filename));
    return allLinks({ name: undefined, links, warnings: [] }, url);
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) {
      return allLinks(await parseHtmlPage([await readFile(path)], url), url);
    }
    context.emit({ kind: 'debug', text: `Failed to list \`${path}\`: ${String(error)}` });
    return missing(url);
  }
}

function localLink(path: string, filename: string): PageLink {
  return {
    filename,
    url: pathToFileURL(path).href,
    sha256: undefined,
    size: undefined,
    requiresPython: undefined,
    uploadTime: undefined,
    yanked: false,
    metadata: false,
  };
}

function missing(url: string): ProjectLinks {
  return {
    files: [],
    warnings: [`Ignored \`find-links\` at \`${showUrl(url)}\`: nothing is there`],
  };
}
