import { resolve } from 'node:path';
import { aroundOptions } from './aroundOptions.ts';
import { conditionOptions } from './conditionOptions.ts';
import { axisOptions } from './axisOptions.ts';
import { existingPath } from './existingPath.ts';
import { cellOptions } from './cellOptions.ts';
import type { GlobalOptions } from './globalOptions.ts';
import type { GivenIndex, IndexOptions } from './indexOptions.ts';
import type { Given, OptionSettings, OptionTable, Origin, Values } from './option.ts';
import { parseValue } from './parseValue.ts';
import type { ReportRequest } from './reportOptions.ts';
import type { GivenResolution, ResolutionOptions } from './resolutionOptions.ts';

/** What `spip matrix` tests, where and how. */
export const matrixOptions = {
  ...axisOptions,
  ...conditionOptions,
  ...aroundOptions,
  versions: {
    name: 'versions',
    takes: 'value',
    placeholder: 'SPEC',
    parse: parseValue.text,
    setting: true,
    help: "Only releases that satisfy this, such as '>=2,<3'",
  },
  // The default does not hold for an exact pin, nor with `all`.
  limit: {
    name: 'limit',
    takes: 'value',
    placeholder: 'N',
    parse: parseValue.count,
    setting: true,
    help: 'The newest N of each package [5]',
  },
  all: { name: 'all', takes: 'nothing', setting: true, help: 'Every release' },
  exclude: {
    name: 'exclude',
    takes: 'value',
    placeholder: 'SPEC',
    parse: parseValue.text,
    setting: true,
    help: "No release that satisfies this, such as '==2.1.*'",
  },
  latestPer: {
    name: 'latest-per',
    takes: 'value',
    placeholder: 'PART',
    parse: parseValue.choice('major', 'minor'),
    setting: true,
    help: 'Only the newest release of each major or minor version',
  },
  pre: { name: 'pre', takes: 'nothing', setting: true, help: 'Pre-releases too' },
  yanked: { name: 'yanked', takes: 'nothing', setting: true, help: 'Yanked releases too' },
  pythons: {
    name: 'python',
    takes: 'values',
    placeholder: 'WHICH',
    parse: parseValue.texts,
    setting: true,
    help: "auto (the newest that a release admits), all, 3.8,3.12, '>=3.9', pypy3.10, a path (repeatable) [auto]",
  },
  pythonDownloads: {
    name: 'python-downloads',
    takes: 'value',
    placeholder: 'MODE',
    parse: parseValue.choice('never', 'manual', 'auto'),
    default: 'manual',
    setting: true,
    help: 'Where a Python is missing that is asked for: auto installs it, manual says how, never does neither [manual]',
  },
  with: {
    name: 'with',
    takes: 'values',
    placeholder: 'REQ',
    parse: parseValue.texts,
    setting: true,
    help: "Also install this, in its newest release; alternatives, as in 'numpy==1.26.*|==2.*', are an axis, and so are releases of the index: 'numpy@latest-per:minor', '@all', '@last:3' (repeatable)",
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
    parse: parseValue.releaseOrMoment,
    setting: true,
    help: "release, or a date: resolve from what there was a day after each release's upload, or then",
  },
  command: {
    name: 'command',
    takes: 'value',
    placeholder: 'COMMAND',
    parse: parseValue.text,
    setting: true,
    help: 'Run this in each environment instead of a script; {tests} is where --tests lie',
  },
  tests: {
    name: 'tests',
    takes: 'values',
    placeholder: 'PATH',
    parse: testPaths,
    setting: true,
    help: "Copy this file or folder into each cell's working directory (repeatable)",
  },
  ownTests: {
    name: 'own-tests',
    takes: 'nothing',
    setting: true,
    help: "Run each release's own tests, from its wheel or sdist",
  },
  testWith: {
    name: 'test-with',
    takes: 'values',
    placeholder: 'REQ',
    parse: parseValue.texts,
    setting: true,
    help: 'Also install this for the own tests (repeatable)',
  },
  testsFrom: {
    name: 'tests-from',
    takes: 'value',
    placeholder: 'PLACE',
    parse: parseValue.choice('git'),
    setting: true,
    help: 'git: where wheel and sdist have no own tests, those of the tag of the release in the repository that it names',
  },
  importOnly: {
    name: 'import-only',
    takes: 'nothing',
    setting: true,
    help: 'Install and import, nothing more',
  },
  steps: {
    name: 'steps',
    takes: 'value',
    placeholder: 'LIST',
    parse: parseValue.choices('import', 'own', 'custom'),
    setting: true,
    help: 'Of import, own (--own-tests) and custom (the script or command) only these, with commas; install always runs [all]',
  },
  ...cellOptions,
  dryRun: {
    name: 'dry-run',
    takes: 'nothing',
    help: {
      matrix: 'Print the plan and stop',
      test: 'Print the plan and stop',
      gc: 'Only say what would be removed',
      'cache clean': 'Only say what would be removed',
      'cache trim': 'Only say what would be removed',
    },
  },
  baseline: {
    name: 'baseline',
    takes: 'value',
    placeholder: 'RUN',
    parse: parseValue.text,
    help: 'Compare with an earlier run (its id, last, or the file of its record): exit 1 only where a cell regressed',
  },
  expect: {
    name: 'expect',
    takes: 'value',
    placeholder: 'FILE',
    parse: (raw, origin) => existingPath(parseValue.text(raw, origin), origin.base, origin.source),
    help: "Known failures, one 'PATTERN  # REASON' a line: they are shown as expected, and those that pass are told",
  },
  open: {
    name: 'open',
    takes: 'nothing',
    help: 'Show the run in a browser as a page that follows it',
  },
  serve: {
    name: 'serve',
    takes: 'nothing',
    help: 'Serve that page, which then stays after the run until Ctrl-C',
  },
  events: {
    name: 'events',
    takes: 'nothing',
    help: 'Write what happens to standard output, one JSON object a line',
  },
} as const satisfies OptionTable;

interface Operands {
  readonly global: GlobalOptions;
  /** As given; empty only where `resolution` names requirements files. */
  readonly requirements: readonly string[];
  /** Absolute path of the positional script. */
  readonly script: string | undefined;
  readonly scriptArgs: readonly string[];
}

/** Whether a Python that is missing is installed. */
export type PythonDownloads = MatrixOptions['pythonDownloads'];

/** What the settings say about them. */
export type MatrixSettings = OptionSettings<typeof matrixOptions>;

/** What `spip matrix` is asked. */
export interface MatrixRequest extends Given<typeof matrixOptions>, Operands {
  readonly reports: ReportRequest;
  readonly index: GivenIndex;
  readonly resolution: GivenResolution;
}

/** The same with what the settings say, and the defaults. */
export interface MatrixOptions extends Values<typeof matrixOptions>, Operands {
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
}

/** Absolute paths. Settings are read by every command: whether theirs are there is asked when they are used. */
function testPaths(texts: readonly string[], { kind, base, source }: Origin): readonly string[] {
  return texts.map((path) =>
    kind === 'flag' ? existingPath(path, base, source) : resolve(base, path),
  );
}
