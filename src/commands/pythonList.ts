import type { PythonListOptions } from '../model/options.ts';
import type { Command } from './commandSpec.ts';
import { globalGroup, readGlobalOptions } from './globalOptions.ts';
import { listFormatGroup } from './listFormat.ts';
import { expectOperands } from './expectOperands.ts';
import { readChoice } from './readOption.ts';

export const command: Command = {
  name: 'python list',
  operands: '[OPTIONS]',
  description:
    'Lists the Pythons of this machine, and those that could not be used with the reason.',
  groups: [listFormatGroup, globalGroup],
  examples: [['spip python list', 'what `--python all` means here']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const options: PythonListOptions = Object.freeze({
      global: readGlobalOptions(line),
      format: readChoice(line, 'format', ['table', 'json']),
    });
    const { runPythonList } = await import('../flows/jobs/pythonList.ts');
    return runPythonList(options, context);
  },
};
