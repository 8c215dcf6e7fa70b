import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';
import { writeCleaned } from './writeCleaned.ts';

export const command = defineCommand({
  name: 'cache clean',
  operands: '[OPTIONS]',
  description:
    'Removes from the cache what nothing will use again, or what the options name, and keeps the\nsize limit. ' +
    'Waits for the runs that live, and says for whom; while it removes, new runs wait for it.',
  groups: [
    { title: 'What to remove', options: ['olderThan', 'packages', 'everything'] },
    { title: 'How', options: ['force', 'dryRun'] },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip cache clean', 'what is damaged, unfinished or left over'],
    ['spip cache clean --older-than 30d', 'also what no run has used for 30 days'],
    ['spip cache clean --package numpy', 'wheels, builds and pages of numpy'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { everything: all, olderThan, packages, force, dryRun } = line.options;
    if (all && (olderThan !== undefined || packages.length > 0)) {
      throw new SpipError(
        'usage',
        'Expected `--all` alone, found it beside `--older-than` or `--package`',
      );
    }
    const request = { global: globalOf(line.options), all, olderThan, packages, force, dryRun };
    const { cacheClean } = await import('../flows/jobs/cacheClean.ts');
    writeCleaned(await cacheClean(request, context), line.options, context.screen.out);
    return 0;
  },
});
