import type { IndexSource } from '../model/settings.ts';
import type { FileSource, SourceContext } from './fileSource.ts';
import { projectLinks } from './projectLinks.ts';
import { remotePage } from './remotePage.ts';

/** An index that is asked by HTTP, `<url>/<name>/` for each project (PEP 503, PEP 691). */
export function httpIndex(
  { url: index, query = '' }: Pick<IndexSource, 'url' | 'query'>,
  context: SourceContext,
): FileSource {
  return {
    files: async (name) =>
      await remotePage(
        {
          url: `${index}/${name}/`,
          query,
          index,
          name,
          select: (page) => projectLinks(page, { name, index, shared: false }),
        },
        context,
      ),
  };
}
