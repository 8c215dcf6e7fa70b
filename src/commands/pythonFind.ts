import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'python find',
  operands: '[OPTIONS] [WHICH]',
  description: 'Prints the path of the newest Python that the request means.',
  groups: [globalGroup],
  examples: [
    ['spip python find 3.11', 'the newest 3.11'],
    ["spip python find '>=3.9,<3.12'", 'the newest in a range'],
  ],
  run: async (line, context) => {
    const [request = 'auto'] = expectOperands(line, 0, 1);
    const { pythonFind } = await import('../flows/jobs/pythonFind.ts');
    const python = await pythonFind({ global: globalOf(line.options), request }, context);
    context.screen.out.write(`${python.executable}\n`);
    return 0;
  },
});
