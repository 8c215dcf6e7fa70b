import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';
import { writeCleaned } from './writeCleaned.ts';

export const command = defineCommand({
  name: 'cache trim',
  operands: '[OPTIONS]',
  description:
    'Makes the cache small enough to be kept between jobs of a CI service: what was used longest ago\n' +
    'goes first. Waits for the runs that live.',
  groups: [
    { title: 'What to keep', options: ['ci', 'maxSize'] },
    { title: 'How', options: ['force', 'dryRun'] },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip cache trim --ci', 'at the end of a job, before its cache is saved'],
    ['spip cache trim --max-size 5GB', 'no more than that'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { ci, maxSize, force, dryRun } = line.options;
    if (!ci && maxSize === undefined) {
      throw new SpipError('usage', 'Expected `--ci` or `--max-size SIZE`');
    }
    const { cacheTrim } = await import('../flows/jobs/cacheTrim.ts');
    const request = { global: globalOf(line.options), ci, maxSize, force, dryRun };
    writeCleaned(await cacheTrim(request, context), line.options, context.screen.out);
    return 0;
  },
});
