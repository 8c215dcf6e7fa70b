import { cacheVerifyText } from '../report/text/cacheVerifyText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'cache verify',
  operands: '[OPTIONS]',
  description:
    'Reads every file of the cache and compares its digest. What is damaged is moved to quarantine,\n' +
    'and fetched or made again when it is needed next. Exit status 1 if anything was damaged.\n' +
    'Works beside runs.',
  groups: [listFormatGroup, globalGroup],
  examples: [['spip cache verify', 'all wheels, sdists, builds and byte-code']],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const { cacheVerify } = await import('../flows/jobs/cacheVerify.ts');
    const found = await cacheVerify(globalOf(line.options), context);
    context.screen.out.write(
      line.options.format === 'json'
        ? toJson({ schema_version: 1, ...found })
        : cacheVerifyText(found),
    );
    return found.damaged.length === 0 ? 0 : 1;
  },
});
