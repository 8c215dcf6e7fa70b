import { readdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { basename, join } from 'node:path';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { urlFileName } from '../lib/urls/urlFileName.ts';
import { isErrno } from '../lib/isErrno.ts';
import type { FindLinks } from '../model/settings.ts';
import type { FileSource, SourceContext } from './fileSource.ts';
import type { PageLink } from './pageLink.ts';
import { parseHtmlPage } from './parseHtmlPage.ts';
import { allLinks, kindOf, projectLinks } from './projectLinks.ts';
import type { ProjectLinks } from './projectLinks.ts';
import { remotePage } from './remotePage.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** The name under which a find-links page is cached: no project is called so. */
const pageName = '_links';

/**
 * A find-links place, read once: a folder of files, a page of links here or elsewhere, or a file itself, which is known by
 * its name. A missing folder or page is a warning.
 */
export function findLinksSource(
  { url, query = '' }: Pick<FindLinks, 'url' | 'query'>,
  context: SourceContext,
): FileSource {
  let all: Promise<ProjectLinks> | undefined;
  const read = async (): Promise<ProjectLinks> => {
    if (url.startsWith('file:')) {
      return await localLinks(url, context);
    }
    const filename = urlFileName(url);
    return kindOf(filename) === undefined
      ? await remoteLinks(url, query, context)
      : linksTo([linkTo(`${url}${query}`, filename)], url);
  };
  return {
    files: async (name) => {
      all ??= read();
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
  const path = pathOfUrl(url);
  try {
    const names = await readdir(path);
    return linksTo(
      names.map((name) => linkTo(pathToFileURL(join(path, name)).href, name)),
      url,
    );
  } catch (error) {
    if (isErrno(error, 'ENOTDIR')) {
      const filename = basename(path);
      return kindOf(filename) === undefined
        ? allLinks(await parseHtmlPage([await readFile(path)], url), url)
        : linksTo([linkTo(url, filename)], url);
    }
    context.emit({ kind: 'debug', text: `Failed to list \`${path}\`: ${String(error)}` });
    return missing(url);
  }
}

function linksTo(links: readonly PageLink[], url: string): ProjectLinks {
  return allLinks({ name: undefined, links, warnings: [] }, url);
}

function linkTo(url: string, filename: string): PageLink {
  return {
    filename,
    url,
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
