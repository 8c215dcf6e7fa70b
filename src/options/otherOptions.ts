import { stepNames } from '../model/record.ts';
import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What commands take that list or remove things; and settings that no command takes. */
export const otherOptions = {
  format: {
    name: 'format',
    takes: 'value',
    placeholder: 'FORMAT',
    parse: parseValue.choice('table', 'json'),
    default: 'table',
    help: 'table or json [table]',
  },
  compareFormat: {
    name: 'format',
    takes: 'value',
    placeholder: 'FORMAT',
    parse: parseValue.choice('text', 'json', 'markdown', 'html'),
    default: 'text',
    help: 'text, json, markdown or html [text]',
  },
  log: {
    name: 'log',
    takes: 'value',
    placeholder: '[STEP]',
    optional: stepNames,
    parse: (raw, origin) => (raw === '' ? '' : parseValue.choice(...stepNames)(raw, origin)),
    help: 'Print the whole log of a step (install, import, own, custom), or of the one that decided',
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
  cacheLimit: {
    name: 'cache.max-size',
    takes: 'value',
    placeholder: 'SIZE',
    parse: parseValue.bytes,
    setting: true,
    help: 'The most that the cache may keep',
  },
  ci: {
    name: 'ci',
    takes: 'nothing',
    help: 'Only what a next run on another machine has use for, at most 1 GB',
  },
  maxSize: {
    name: 'max-size',
    takes: 'value',
    placeholder: 'SIZE',
    parse: parseValue.bytes,
    help: 'At most this, such as 500MB or 5GB',
  },
  everything: { name: 'all', takes: 'nothing', help: 'Everything' },
  installable: {
    name: 'all',
    takes: 'nothing',
    help: 'Also those that `spip python install` can bring',
  },
  manifest: {
    name: 'manifest',
    takes: 'value',
    placeholder: 'FILE',
    parse: parseValue.text,
    help: "What there is to install: a file or URL in the form of sha256sum (or SPIP_PYTHON_MANIFEST) [spip's own list]",
  },
  force: {
    name: 'force',
    takes: 'nothing',
    help: 'Do not wait for runs: those that live may fetch things again, or fail',
  },
} as const satisfies OptionTable;
