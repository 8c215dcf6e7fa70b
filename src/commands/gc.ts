import type { GcOptions } from '../model/gcOptions.ts';
import type { Command } from './commandSpec.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup, readGlobalOptions } from './globalOptions.ts';
import { listFormatGroup } from './listFormat.ts';
import { readAge } from './readAge.ts';
import { readChoice, readCount, readFlag } from './readOption.ts';

export const command: Command = {
  name: 'gc',
  operands: '[OPTIONS]',
  description:
    'Removes old runs with their logs, environments that no stored run names, and packs the ledger.\n' +
    'Without --keep and --older-than every run stays; with both, a run goes only if both say so.\n' +
    'Waits for the runs that live, and says for whom; while it works, new runs wait for it.',
  groups: [
    {
      title: 'What to remove',
      options: [
        { name: 'keep', takes: 'value', placeholder: 'N', help: 'All but the newest N runs' },
        {
          name: 'older-than',
          takes: 'value',
          placeholder: 'AGE',
          help: 'Runs that began longer ago: 12h, 30d, 2w',
        },
        { name: 'dry-run', takes: 'nothing', help: 'Only say what would be removed' },
      ],
    },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip gc', 'environments and folders that no run needs'],
    ['spip gc --keep 50 --older-than 30d', 'also what is older than 30 days, but for 50 runs'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const options: GcOptions = Object.freeze({
      global: readGlobalOptions(line),
      keep: readCount(line, 'keep'),
      olderThan: readAge(line, 'older-than'),
      dryRun: readFlag(line, 'dry-run'),
      format: readChoice(line, 'format', ['table', 'json']),
    });
    const { runGc } = await import('../flows/jobs/gc.ts');
    return runGc(options, context);
  },
};
