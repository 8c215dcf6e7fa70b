import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import { refuseSeveralOutputs, reportOptions } from '../options/reportOptions.ts';
import { noStandard } from '../report/exitStatus.ts';
import { writeReports } from '../report/writeReports.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, reportGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'report',
  operands: '[OPTIONS] RUN',
  description:
    'Writes an earlier run as files for people and programs, as `spip matrix` does with the same options.\n' +
    'RUN is an id from `spip runs`, its beginning, or `last`.',
  groups: [reportGroup, globalGroup],
  examples: [
    ['spip report last --html run.html', 'a page to look at'],
    ['spip report last --markdown -', 'the last run for a pull request'],
    ['spip report last --junit junit.xml --ctrf ctrf.json', 'two files for a CI service'],
    ['spip report last --badge tested.svg', 'an image for a README'],
  ],
  run: async (line, context) => {
    const [run = 'last'] = expectOperands(line, 1, 1);
    const files = pick(line.options, keysOf(reportOptions));
    if (Object.values(files).every((path) => path === undefined)) {
      throw new SpipError('usage', 'Expected at least one report to write, found none', {
        hint: 'for example `--markdown -`, or `--junit FILE`; `spip show` prints a run',
      });
    }
    refuseSeveralOutputs(files, false);
    const { show } = await import('../flows/jobs/show.ts');
    const { stored } = await show(
      { global: globalOf(line.options), run, cell: undefined },
      context,
    );
    const { cwd, screen } = context;
    const { maxBytes } = line.options;
    await writeReports(stored, { files, maxBytes, standard: noStandard, cwd, out: screen.out });
    return 0;
  },
});
