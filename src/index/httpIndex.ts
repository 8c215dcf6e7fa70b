import type { FileSource, SourceContext } from './fileSource.ts';
import { projectLinks } from './projectLinks.ts';
import { remotePage } from './remotePage.ts';

/** An index that is asked by HTTP, `<url>/<name>/` for each project (PEP 503, PEP 691). */
export function httpIndex(index: string, context: SourceContext): FileSource {
  return {
    files: async (name) =>
      await remotePage(
        {
          url: `${index}/${name}/`,
          index,
          name,
          select: (page) => projectLinks(page, { name, index, shared: false }),
        },
        context,
      ),
  };
}
