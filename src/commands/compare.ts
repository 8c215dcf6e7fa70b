import type { Pane } from '../model/context.ts';
import type { Comparison } from '../report/compareRuns.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'compare',
  operands: '[OPTIONS] RUN1 RUN2',
  description:
    'Shows what became of the cells of one run in a later one; exit 1 only where one regressed.\n' +
    'RUN is an id from `spip runs`, its beginning, `last`, or the file of a record (--json).',
  groups: [
    { title: 'Judging', options: ['expect'] },
    { title: 'Output', options: ['compareFormat', 'maxBytes'] },
    globalGroup,
  ],
  examples: [
    ['spip compare k3f9 last', 'an earlier run with the last one'],
    ['spip compare ./main.json last --format markdown', 'for a pull request'],
  ],
  run: async (line, context) => {
    const [from = '', to = ''] = expectOperands(line, 2, 2);
    const { compareFormat: format, maxBytes, expect } = line.options;
    const { compare } = await import('../flows/jobs/compare.ts');
    const global = globalOf(line.options);
    const comparison = await compare({ global, runs: [from, to], expect }, context);
    const { out } = context.screen;
    out.write(await textOf(comparison, format, { out, maxBytes }));
    return comparison.cells.some(({ change }) => change === 'regressed') ? 1 : 0;
  },
});

async function textOf(
  comparison: Comparison,
  format: 'text' | 'json' | 'markdown' | 'html',
  { out, maxBytes }: { readonly out: Pane; readonly maxBytes: number },
): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('../report/text/compareText.ts')).compareText(comparison, out);
    case 'json':
      return (await import('../report/json/compareJson.ts')).compareJson(comparison);
    case 'html':
      return (await import('../report/html/comparePage.ts')).comparePage(comparison);
    case 'markdown':
      return (await import('../report/formats/compareMarkdown.ts')).compareMarkdown(
        comparison,
        maxBytes,
      );
  }
}
