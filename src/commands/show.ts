import { cellText } from '../report/text/cellText.ts';
import { runText } from '../report/text/runText.ts';
import { toJson } from '../report/toJson.ts';
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
    const global = globalOf(line.options);
    const { show } = await import('../flows/jobs/show.ts');
    const { stored, cell: found } = await show({ global, run, cell }, context);
    const { out } = context.screen;
    if (line.options.format === 'json') {
      out.write(toJson(found ?? stored.record));
    } else if (found === undefined) {
      out.write(runText(stored, out, global.verbosity));
    } else {
      out.write(cellText(found, stored.folder, out));
    }
    return 0;
  },
});
