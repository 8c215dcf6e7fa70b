import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'python list',
  operands: '[OPTIONS]',
  description:
    'Lists the Pythons of this machine, and those that could not be used with the reason.',
  groups: [listFormatGroup, globalGroup],
  examples: [['spip python list', 'what `--python all` means here']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const options = Object.freeze({
      global: globalOf(line.options),
      format: line.options.format,
    });
    const { runPythonList } = await import('../flows/jobs/pythonList.ts');
    return runPythonList(options, context);
  },
});
