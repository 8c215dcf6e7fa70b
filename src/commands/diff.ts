import type { EnvironmentName } from '../flows/jobs/diff.ts';
import { diffText } from '../report/text/diffText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'diff',
  operands: '[OPTIONS] ENV1 ENV2 | RUN CELL1 CELL2 | RUN1 CELL1 RUN2 CELL2',
  description:
    'Shows which packages and which files differ between two environments.\n' +
    'ENV is the commit of an environment or its beginning, as `spip show RUN CELL` prints it.\n' +
    'RUN is an id from `spip runs`, its beginning, or `last`; CELL is a cell of it.',
  groups: [listFormatGroup, globalGroup],
  examples: [
    ['spip diff last flask==3.0.0@3.11 flask==3.1.0@3.11', 'two cells of the last run'],
    ['spip diff 3f2a91 88c0d4', 'two environments'],
  ],
  run: async (line, context) => {
    const [from, to] = namesOf(expectOperands(line, 2, 4));
    const global = globalOf(line.options);
    const { diff } = await import('../flows/jobs/diff.ts');
    const found = await diff({ global, from, to }, context);
    const { out } = context.screen;
    out.write(
      line.options.format === 'json'
        ? toJson({ schema_version: 1, ...found })
        : diffText(found, out, global.verbosity),
    );
    return 0;
  },
});

function namesOf([first = '', second = '', third, fourth]: readonly string[]): readonly [
  EnvironmentName,
  EnvironmentName,
] {
  if (third === undefined) {
    return [
      { kind: 'commit', commit: first },
      { kind: 'commit', commit: second },
    ];
  }
  const from: EnvironmentName = { kind: 'cell', run: first, cell: second };
  return fourth === undefined
    ? [from, { kind: 'cell', run: first, cell: third }]
    : [from, { kind: 'cell', run: third, cell: fourth }];
}
