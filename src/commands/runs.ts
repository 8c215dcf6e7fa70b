import { runsText } from '../report/text/runsText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'runs',
  operands: '[OPTIONS]',
  description: 'Lists earlier runs, newest first.',
  groups: [{ title: 'Selection', options: ['listedRuns'] }, listFormatGroup, globalGroup],
  examples: [['spip runs', 'the last 20 runs']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { listedRuns: limit, format } = line.options;
    const { runs } = await import('../flows/jobs/runs.ts');
    const found = await runs({ global: globalOf(line.options), limit }, context);
    const { out } = context.screen;
    out.write(format === 'json' ? toJson(found) : runsText(found, out));
    return 0;
  },
});
