import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'man',
  operands: '[OPTIONS]',
  description: 'Prints the manual page, made from what `--help` says of every command.',
  groups: [globalGroup],
  examples: [['spip man | man -l -', 'read it']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const [{ manText }, { loadCommands }] = await Promise.all([
      import('./manText.ts'),
      import('./loadCommands.ts'),
    ]);
    context.screen.out.write(manText(await loadCommands(), context.version));
    return 0;
  },
});
