import { existingPath } from './existingPath.ts';
import type { OptionTable } from './option.ts';
import { parseValue } from './parseValue.ts';
import { writableFile } from './writableFile.ts';

/** What `spip matrix` tests, where and how. */
export const matrixOptions = {
  versions: {
    name: 'versions',
    takes: 'value',
    placeholder: 'SPEC',
    parse: parseValue.text,
    help: "Only releases that satisfy this, such as '>=2,<3'",
  },
  // The default does not hold for an exact pin, nor with `all`.
  limit: {
    name: 'limit',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    help: 'The newest N of each package [5]',
  },
  all: { name: 'all', takes: 'nothing', help: 'Every release' },
  exclude: {
    name: 'exclude',
    takes: 'value',
    placeholder: 'SPEC',
    parse: parseValue.text,
    help: "No release that satisfies this, such as '==2.1.*'",
  },
  latestPer: {
    name: 'latest-per',
    takes: 'value',
    placeholder: 'PART',
    parse: parseValue.choice('major', 'minor'),
    help: 'Only the newest release of each major or minor version',
  },
  pre: { name: 'pre', takes: 'nothing', help: 'Pre-releases too' },
  yanked: { name: 'yanked', takes: 'nothing', help: 'Yanked releases too' },
  pythons: {
    name: 'python',
    takes: 'values',
    placeholder: 'WHICH',
    parse: parseValue.texts,
    help: "auto (the newest that a release admits), all, 3.8,3.12, '>=3.9', pypy3.10, a path (repeatable) [auto]",
  },
  with: {
    name: 'with',
    takes: 'values',
    placeholder: 'REQ',
    parse: parseValue.texts,
    help: "Also install this; 'numpy==1.26.*|==2.*' tests each alternative (repeatable)",
  },
  lock: {
    name: 'lock',
    takes: 'value',
    placeholder: 'FILE',
    parse: parseValue.text,
    help: 'A pylock.toml: each cell gets its set, with the release under test in place of its own',
  },
  asOf: {
    name: 'as-of',
    takes: 'value',
    placeholder: 'WHEN',
    parse: parseValue.releaseOrDate,
    help: "release, or a date: resolve from what there was a day after each release's upload, or then",
  },
  command: {
    name: 'command',
    takes: 'value',
    placeholder: 'COMMAND',
    parse: parseValue.text,
    help: 'Run this in each environment instead of a script; {tests} is where --tests lie',
  },
  tests: {
    name: 'tests',
    takes: 'values',
    placeholder: 'PATH',
    parse: (texts, { base, source }) => texts.map((path) => existingPath(path, base, source)),
    help: "Copy this file or folder into each cell's working directory (repeatable)",
  },
  importOnly: {
    name: 'import-only',
    takes: 'nothing',
    help: 'Install and import, nothing more',
  },
  jobs: {
    name: 'jobs',
    short: 'j',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    help: 'Cells at once [what the machine has]',
  },
  timeout: {
    name: 'timeout',
    takes: 'value',
    placeholder: 'S',
    parse: parseValue.seconds,
    help: 'Seconds for the script or command [600], and for the import of each module [120]',
  },
  failFast: {
    name: 'fail-fast',
    takes: 'nothing',
    help: 'Start no further cell after the first failure',
  },
  sandbox: {
    name: 'sandbox',
    takes: 'value',
    placeholder: 'MODE',
    parse: parseValue.choice('auto', 'require', 'off'),
    default: 'auto',
    help: 'auto, require or off [auto]',
  },
  keep: {
    name: 'keep',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.choice('none', 'failed', 'all'),
    default: 'none',
    help: 'Move the folders of failed or all cells to <cache>/kept/<run>: failed, all, none [none]',
  },
  dryRun: {
    name: 'dry-run',
    takes: 'nothing',
    help: {
      matrix: 'Print the plan and stop',
      gc: 'Only say what would be removed',
      'cache clean': 'Only say what would be removed',
    },
  },
  // A file, or `-` for standard output.
  json: {
    name: 'json',
    takes: 'value',
    placeholder: 'FILE',
    parse: (raw, origin) => writableFile(parseValue.text(raw, origin), origin.base, origin.source),
    help: 'Write the record of the run; - is standard output',
  },
  events: {
    name: 'events',
    takes: 'nothing',
    help: 'Write what happens to standard output, one JSON object a line',
  },
} as const satisfies OptionTable;
