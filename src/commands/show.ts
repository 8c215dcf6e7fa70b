import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'show',
  operands: '[OPTIONS] RUN [CELL]',
  description:
    'Shows an earlier run as it was printed, or all that is known about one of its cells.\n' +
    'RUN is an id from `spip runs`, its beginning, or `last`.',
  groups: [listFormatGroup, globalGroup],
  examples: [
    ['spip show last', 'the last run again'],
    ['spip show last colorama==0.4.6@3.11', 'one cell with its steps and packages'],
  ],
  run: async (line, context) => {
    const [run = 'last', cell] = expectOperands(line, 1, 2);
    const { format } = line.options;
    const options = { global: globalOf(line.options), run, cell, format };
    const { runShow } = await import('../flows/jobs/show.ts');
    return runShow(options, context);
  },
});
