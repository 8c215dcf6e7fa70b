import { gcText } from '../report/text/gcText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'gc',
  operands: '[OPTIONS]',
  description:
    'Removes old runs with their logs, environments that no stored run names, and packs the ledger.\n' +
    'Without --keep and --older-than every run stays; with both, a run goes only if both say so.\n' +
    'Waits for the runs that live, and says for whom; while it works, new runs wait for it.',
  groups: [
    { title: 'What to remove', options: ['keptRuns', 'olderThan', 'dryRun'] },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip gc', 'environments and folders that no run needs'],
    ['spip gc --keep 50 --older-than 30d', 'also what is older than 30 days, but for 50 runs'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { keptRuns: keep, olderThan, dryRun, format } = line.options;
    const request = { global: globalOf(line.options), keep, olderThan, dryRun };
    const { gc } = await import('../flows/jobs/gc.ts');
    const collected = await gc(request, context);
    context.screen.out.write(
      format === 'json'
        ? toJson({ schema_version: 1, dry_run: dryRun, ...collected })
        : gcText(collected, dryRun),
    );
    return 0;
  },
});
