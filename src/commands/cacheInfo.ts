import { cacheInfoText } from '../report/text/cacheInfoText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'cache info',
  operands: '[OPTIONS]',
  description:
    'Shows what the cache holds, how much of it is useless, and which runs use it.\n' +
    '`max-size` in `[tool.spip.cache]`, or SPIP_CACHE_MAX_SIZE, sets a limit, for example 10GB.',
  groups: [listFormatGroup, globalGroup],
  examples: [['spip cache info', 'entries and sizes by kind']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { cacheInfo } = await import('../flows/jobs/cacheInfo.ts');
    const summary = await cacheInfo(globalOf(line.options), context);
    const { out } = context.screen;
    out.write(
      line.options.format === 'json'
        ? toJson({ schema_version: 1, ...summary })
        : cacheInfoText(summary, out),
    );
    return 0;
  },
});
