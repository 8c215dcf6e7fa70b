import { toJson } from '../report/toJson.ts';
import { pythonListText } from '../report/text/pythonListText.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'python list',
  operands: '[OPTIONS]',
  description:
    'Lists the Pythons of this machine, and those that could not be used with the reason.',
  groups: [
    { title: 'What to list', options: ['installable', 'manifest'] },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip python list', 'what `--python all` means here'],
    ['spip python list --all', 'and what `spip python install` can bring'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { pythonList } = await import('../flows/jobs/pythonList.ts');
    const { installable, manifest } = line.options;
    const request = { global: globalOf(line.options), installable, manifest };
    const found = await pythonList(request, context);
    const { out } = context.screen;
    out.write(
      line.options.format === 'json'
        ? toJson({ schema_version: 1, ...found })
        : pythonListText(found, out),
    );
    return 0;
  },
});
