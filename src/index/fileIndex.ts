import { readFile, stat } from 'node:fs/promises';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import type { FileSource, SourceContext } from './fileSource.ts';
import { parseHtmlPage } from './parseHtmlPage.ts';
import { projectLinks } from './projectLinks.ts';
import type { ProjectLinks } from './projectLinks.ts';

/**
 * An index in a directory, `<directory>/<name>/index.html` for each project. A missing directory is a miss. The parsed
 * page is cached until size or time of the file change, since loading the HTML parser costs more than the page.
 */
export function fileIndex(
  index: string,
  context: Pick<SourceContext, 'cache' | 'now'>,
): FileSource {
  return {
    files: async (name) => {
      const url = `${index}/${name}/index.html`;
      const path = pathOfUrl(url);
      const state = await stateOf(path);
      if (state === undefined) {
        return undefined;
      }
      const stored = await context.cache.read({ index, query: '', name });
      if (stored?.state === state && stored.page !== 'missing') {
        return stored.page;
      }
      const page = await parseHtmlPage([await readPage(path)], url);
      const links = projectLinks(page, { name, index, shared: false });
      const now = context.now();
      const freshness = { fetchedAt: now, freshUntil: now, headers: {} };
      await context.cache.write({ index, query: '', name }, { freshness, state, page: links });
      return links satisfies ProjectLinks;
    },
  };
}

async function stateOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return `${size} ${mtimeMs}`;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) {
      return undefined;
    }
    throw unreadable(path, error);
  }
}

async function readPage(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): SpipError {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new SpipError(
    'index-unreachable',
    `Failed to read the index page \`${path}\`: ${reason}`,
    {
      cause: error,
    },
  );
}
