import { SpipError } from '../lib/spipError.ts';
import { defineCommand } from './command.ts';
import { againOf } from './replay.ts';
import { againGroup, globalGroup, indexGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'shell',
  operands: '[OPTIONS] RUN CELL [-- COMMAND [ARGUMENT...]]',
  description:
    'Opens a shell in the environment of a cell of an earlier run, made again as it was, in its\n' +
    'sandbox and beside the files of its tests; or runs a command there, whose exit status it has.\n' +
    'Nothing of it stays.\n' +
    'RUN is an id from `spip runs`, its beginning, or `last`; CELL as any output writes it.',
  groups: [againGroup, indexGroup, globalGroup],
  examples: [
    ['spip shell last flask==3.0.0@3.11', 'look around'],
    ['spip shell last flask==3.0.0@3.11 -- python check.py', 'debug its script'],
  ],
  run: async (line, context) => {
    const { operands, separated = operands.length } = line;
    const named = operands.slice(0, separated);
    if (named.length < 2) {
      throw new SpipError('usage', 'Expected a run and a cell: `spip shell RUN CELL`', {
        hint: 'what is to run there stands behind `--`',
      });
    }
    const { shell } = await import('../flows/jobs/shell.ts');
    return shell({ ...againOf(line, named), command: operands.slice(separated) }, context);
  },
});
