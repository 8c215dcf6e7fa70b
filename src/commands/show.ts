import { SpipError } from '../lib/spipError.ts';
import type { CellRecord } from '../model/record.ts';
import { readLogEnd, stepWithLog } from '../report/logFile.ts';
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
    'RUN is an id from `spip runs`, its beginning, or `last`; CELL as any output writes it.',
  groups: [{ title: 'Logs', options: ['log'] }, listFormatGroup, globalGroup],
  examples: [
    ['spip show last', 'the last run again'],
    ['spip show last colorama==0.4.6@3.11', 'one cell with its steps and packages'],
    ['spip show last colorama 0.4.6 on 3.11', 'the same'],
    ['spip show last colorama==0.4.6@3.11 --log', 'the log of the step that decided'],
    ['spip show last colorama==0.4.6@3.11 --log import', 'the log of another'],
  ],
  run: async (line, context) => {
    const [run = 'last', ...words] = expectOperands(line, 1, Number.POSITIVE_INFINITY);
    const { log, format } = line.options;
    if (log !== undefined && words.length === 0) {
      throw new SpipError(
        'usage',
        'Expected a cell whose log to print: `spip show RUN CELL --log`',
      );
    }
    const global = globalOf(line.options);
    const { show } = await import('../flows/jobs/show.ts');
    // A name has spaces: with or without quotes it is one.
    const cell = words.length === 0 ? undefined : words.join(' ');
    const { stored, cell: found } = await show({ global, run, cell }, context);
    const { out } = context.screen;
    if (found !== undefined && log !== undefined) {
      out.write(logOf(found, stored.folder, log === '' ? undefined : log));
    } else if (format === 'json') {
      out.write(toJson(found ?? stored.record));
    } else if (found === undefined) {
      out.write(runText(stored, out, global.verbosity));
    } else {
      out.write(cellText(found, stored.folder, out));
    }
    return 0;
  },
});

// More than a step may write.
const mostBytes = 200_000_000;

function logOf(cell: CellRecord, folder: string, name: string | undefined): string {
  const step = stepWithLog(cell, name);
  const log = step?.log ?? undefined;
  const end = log === undefined ? undefined : readLogEnd(folder, log, mostBytes);
  if (end === undefined) {
    const there = cell.steps.filter((one) => one.log !== null).map((one) => one.name);
    throw new SpipError(
      'not-found',
      `Expected a log of ${name === undefined ? 'a step' : `the step \`${name}\``} of \`${cell.id}\`, found none`,
      { hint: there.length === 0 ? undefined : `there are logs of ${there.join(', ')}` },
    );
  }
  return `${end.text}\n`;
}
