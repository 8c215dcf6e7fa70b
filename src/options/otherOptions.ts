import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What only commands beside `spip matrix` take. */
export const otherOptions = {
  python: {
    name: 'python',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.text,
    help: "3.12, '>=3.9', pypy3.10, a path [the newest final CPython]",
  },
  lockFormat: {
    name: 'format',
    takes: 'value',
    placeholder: 'FORMAT',
    parse: parseValue.choice('table', 'json', 'pylock'),
    default: 'table',
    help: 'table, json or pylock (PEP 751) [table]',
  },
  format: {
    name: 'format',
    takes: 'value',
    placeholder: 'FORMAT',
    parse: parseValue.choice('table', 'json'),
    default: 'table',
    help: 'table or json [table]',
  },
  listedRuns: {
    name: 'limit',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    default: 20,
    help: 'The newest N runs [20]',
  },
  keptRuns: {
    name: 'keep',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    help: 'All but the newest N runs',
  },
  // In seconds.
  olderThan: {
    name: 'older-than',
    takes: 'value',
    placeholder: 'AGE',
    parse: parseValue.age,
    help: {
      gc: 'Runs that began longer ago: 12h, 30d, 2w',
      'cache clean': 'What was not used for this long: 12h, 30d, 2w',
    },
  },
  packages: {
    name: 'package',
    takes: 'values',
    placeholder: 'NAME',
    parse: parseValue.packages,
    help: 'What belongs to this package (repeatable)',
  },
  everything: { name: 'all', takes: 'nothing', help: 'Everything' },
  force: {
    name: 'force',
    takes: 'nothing',
    help: 'Do not wait for runs: those that live may fetch things again, or fail',
  },
} as const satisfies OptionTable;
