import type { Given, OptionTable, Values } from './option.ts';
import { parseValue } from './parseValue.ts';

/** Which indexes are asked, and which of their files count. */
export const indexOptions = {
  indexUrl: {
    name: 'index-url',
    takes: 'value',
    placeholder: 'URL',
    parse: parseValue.text,
    setting: 'index',
    help: "The index to ask instead of pip's and uv's settings",
  },
  extraIndexUrls: {
    name: 'extra-index-url',
    takes: 'values',
    placeholder: 'URL',
    parse: parseValue.texts,
    setting: 'index',
    help: 'A further index, asked first (repeatable)',
  },
  findLinks: {
    name: 'find-links',
    takes: 'values',
    placeholder: 'PLACE',
    parse: parseValue.texts,
    setting: 'index',
    help: 'A folder or page with files, merged (repeatable)',
  },
  indexStrategy: {
    name: 'index-strategy',
    takes: 'value',
    placeholder: 'RULE',
    parse: parseValue.choice('first-index', 'unsafe-best-match'),
    setting: 'index',
    help: 'first-index or unsafe-best-match, where there are several',
  },
  noIndex: {
    name: 'no-index',
    takes: 'nothing',
    setting: 'index',
    help: 'Ask no index, only --find-links',
  },
  offline: {
    name: 'offline',
    takes: 'nothing',
    setting: true,
    help: 'Use only what the cache holds',
  },
  refresh: {
    name: 'refresh',
    takes: 'nothing',
    setting: true,
    help: 'Ask the index again even where the cache is fresh',
  },
  onlyBinary: {
    name: 'only-binary',
    takes: 'values',
    placeholder: 'NAMES',
    parse: parseValue.formatNames,
    setting: true,
    help: 'Never build these: names with commas, or :all:',
  },
  noBinary: {
    name: 'no-binary',
    takes: 'values',
    placeholder: 'NAMES',
    parse: parseValue.formatNames,
    setting: true,
    help: 'Always build these: names with commas, or :all:',
  },
  excludeNewer: {
    name: 'exclude-newer',
    takes: 'value',
    placeholder: 'DATE',
    parse: parseValue.moment,
    setting: true,
    help: 'Ignore files uploaded later: 2024-05-01 (to its end, UTC) or a timestamp',
  },
  buildExcludeNewer: {
    name: 'build-exclude-newer',
    takes: 'value',
    placeholder: 'DATE',
    parse: parseValue.moment,
    setting: true,
    help: 'The same for what builds need [as --exclude-newer]',
  },
} as const satisfies OptionTable;

/** What a command line says about the index. */
export type GivenIndex = Given<typeof indexOptions>;

/** What holds for the index, but for the indexes themselves: these are found among pip's and uv's settings too. */
export type IndexOptions = Values<typeof indexOptions>;
