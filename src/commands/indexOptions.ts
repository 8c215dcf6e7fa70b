import { SpipError } from '../lib/spipError.ts';
import type { IndexOptions } from '../model/options.ts';
import { parseMoment } from '../lib/parseMoment.ts';
import type { OptionGroup, ParsedLine } from './commandSpec.ts';
import { readChoice, readFlag, readValue, readValues } from './readOption.ts';

export const indexGroup: OptionGroup = {
  title: 'Index',
  options: [
    {
      name: 'index-url',
      takes: 'value',
      placeholder: 'URL',
      help: "The index to ask instead of pip's and uv's settings",
    },
    {
      name: 'extra-index-url',
      takes: 'values',
      placeholder: 'URL',
      help: 'A further index, asked first (repeatable)',
    },
    {
      name: 'find-links',
      takes: 'values',
      placeholder: 'PLACE',
      help: 'A folder or page with files, merged (repeatable)',
    },
    {
      name: 'index-strategy',
      takes: 'value',
      placeholder: 'RULE',
      help: 'first-index or unsafe-best-match, where there are several',
    },
    { name: 'no-index', takes: 'nothing', help: 'Ask no index, only --find-links' },
    { name: 'offline', takes: 'nothing', help: 'Use only what the cache holds' },
    {
      name: 'refresh',
      takes: 'nothing',
      help: 'Ask the index again even where the cache is fresh',
    },
    {
      name: 'only-binary',
      takes: 'values',
      placeholder: 'NAMES',
      help: 'Never build these: names with commas, or :all:',
    },
    {
      name: 'no-binary',
      takes: 'values',
      placeholder: 'NAMES',
      help: 'Always build these: names with commas, or :all:',
    },
    {
      name: 'exclude-newer',
      takes: 'value',
      placeholder: 'DATE',
      help: 'Ignore files uploaded later: 2024-05-01 (to its end, UTC) or a timestamp',
    },
    {
      name: 'build-exclude-newer',
      takes: 'value',
      placeholder: 'DATE',
      help: 'The same for what builds need [as --exclude-newer]',
    },
  ],
};

export function readIndexOptions(line: ParsedLine): IndexOptions {
  if (readFlag(line, 'offline') && readFlag(line, 'refresh')) {
    throw new SpipError('usage', 'Expected either `--offline` or `--refresh`, found both');
  }
  return Object.freeze({
    indexUrl: readValue(line, 'index-url'),
    extraIndexUrls: readValues(line, 'extra-index-url'),
    findLinks: readValues(line, 'find-links'),
    indexStrategy: line.given.has('index-strategy')
      ? readChoice(line, 'index-strategy', ['first-index', 'unsafe-best-match'])
      : undefined,
    noIndex: readFlag(line, 'no-index'),
    offline: readFlag(line, 'offline'),
    refresh: readFlag(line, 'refresh'),
    onlyBinary: names(line, 'only-binary'),
    noBinary: names(line, 'no-binary'),
    excludeNewer: readDate(line, 'exclude-newer'),
    buildExcludeNewer: readDate(line, 'build-exclude-newer'),
  });
}

function names(line: ParsedLine, option: string): readonly string[] {
  return readValues(line, option)
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => checkedName(name, option));
}

// Normalised as PEP 503 says; pip's words for all and none stand as they are.
function checkedName(name: string, option: string): string {
  if (name === ':all:' || name === ':none:') {
    return name;
  }
  if (!/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) {
    throw new SpipError(
      'usage',
      `Expected \`--${option}\` to name packages, \`:all:\` or \`:none:\`, found \`${name}\``,
    );
  }
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** A date or timestamp, as it stands. */
export function readDate(line: ParsedLine, option: string): string | undefined {
  const text = readValue(line, option);
  if (text !== undefined) {
    parseMoment(text, option);
  }
  return text;
}
