import { SpipError } from '../lib/spipError.ts';
import type { CacheCleanOptions } from '../model/cacheOptions.ts';
import { isValidName, normaliseName } from '../pep/names.ts';
import type { Command, ParsedLine } from './commandSpec.ts';
import { expectOperands } from './expectOperands.ts';
import { globalGroup, readGlobalOptions } from './globalOptions.ts';
import { listFormatGroup } from './listFormat.ts';
import { readAge } from './readAge.ts';
import { readChoice, readFlag, readValues } from './readOption.ts';

export const command: Command = {
  name: 'cache clean',
  operands: '[OPTIONS]',
  description:
    'Removes from the cache what nothing will use again, or what the options name, and keeps the\nsize limit. ' +
    'Waits for the runs that live, and says for whom; while it removes, new runs wait for it.',
  groups: [
    {
      title: 'What to remove',
      options: [
        {
          name: 'older-than',
          takes: 'value',
          placeholder: 'AGE',
          help: 'What was not used for this long: 12h, 30d, 2w',
        },
        {
          name: 'package',
          takes: 'values',
          placeholder: 'NAME',
          help: 'What belongs to this package (repeatable)',
        },
        { name: 'all', takes: 'nothing', help: 'Everything' },
      ],
    },
    {
      title: 'How',
      options: [
        {
          name: 'force',
          takes: 'nothing',
          help: 'Do not wait for runs: those that live may fetch things again, or fail',
        },
        { name: 'dry-run', takes: 'nothing', help: 'Only say what would be removed' },
      ],
    },
    listFormatGroup,
    globalGroup,
  ],
  examples: [
    ['spip cache clean', 'what is damaged, unfinished or left over'],
    ['spip cache clean --older-than 30d', 'also what no run has used for 30 days'],
    ['spip cache clean --package numpy', 'wheels, builds and pages of numpy'],
  ],
  run: async (line, context) => {
    expectOperands(line, 0, 0);
    const options = cleanOptions(line);
    const { runCacheClean } = await import('../flows/jobs/cacheClean.ts');
    return runCacheClean(options, context);
  },
};

function cleanOptions(line: ParsedLine): CacheCleanOptions {
  const packages = readValues(line, 'package');
  const strange = packages.find((name) => !isValidName(name));
  if (strange !== undefined) {
    throw new SpipError('usage', `Expected the name of a package, found \`${strange}\``);
  }
  const all = readFlag(line, 'all');
  const olderThan = readAge(line, 'older-than');
  if (all && (olderThan !== undefined || packages.length > 0)) {
    throw new SpipError(
      'usage',
      'Expected `--all` alone, found it beside `--older-than` or `--package`',
    );
  }
  return Object.freeze({
    global: readGlobalOptions(line),
    all,
    olderThan,
    packages: packages.map(normaliseName),
    force: readFlag(line, 'force'),
    dryRun: readFlag(line, 'dry-run'),
    format: readChoice(line, 'format', ['table', 'json']),
  });
}
