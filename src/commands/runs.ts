import type { RunsOptions } from '../model/options.ts';
import type { Command } from './commandSpec.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup, readGlobalOptions } from './globalOptions.ts';
import { listFormatGroup } from './listFormat.ts';
import { readChoice, readCount } from './readOption.ts';

export const command: Command = {
  name: 'runs',
  operands: '[OPTIONS]',
  description: 'Lists earlier runs, newest first.',
  groups: [
    {
      title: 'Selection',
      options: [
        { name: 'limit', takes: 'value', placeholder: 'N', help: 'The newest N runs [20]' },
      ],
    },
    listFormatGroup,
    globalGroup,
  ],
  examples: [['spip runs', 'the last 20 runs']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const options: RunsOptions = Object.freeze({
      global: readGlobalOptions(line),
      limit: readCount(line, 'limit') ?? 20,
      format: readChoice(line, 'format', ['table', 'json']),
    });
    const { runRuns } = await import('../flows/jobs/runs.ts');
    return runRuns(options, context);
  },
};
