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
    const options = Object.freeze({
      global: globalOf(line.options),
      format: line.options.format,
    });
    const { runCacheVerify } = await import('../flows/jobs/cacheVerify.ts');
    return runCacheVerify(options, context);
  },
});
