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
    const options = { global: globalOf(line.options), limit, format };
    const { runRuns } = await import('../flows/jobs/runs.ts');
    return runRuns(options, context);
  },
});
