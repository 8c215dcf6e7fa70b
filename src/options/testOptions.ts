import { pick } from '../lib/pick.ts';
import { matrixOptions } from './matrixOptions.ts';
import type { MatrixOptions, MatrixRequest } from './matrixOptions.ts';
import type { Given, OptionSettings, OptionTable, Values } from './option.ts';
import { parseValue } from './parseValue.ts';

/** What only `spip test` takes. */
export const checkoutOptions = {
  bounds: {
    name: 'bounds',
    takes: 'value',
    placeholder: 'ENDS',
    parse: parseValue.choices('lowest', 'highest'),
    setting: true,
    help: 'lowest, highest or both, with commas: an axis of the lowest releases that the project admits of what it requires, and of the newest',
  },
  testGroups: {
    name: 'group',
    takes: 'values',
    placeholder: 'NAME',
    parse: parseValue.texts,
    setting: true,
    help: 'Install this dependency group for the tests (repeatable) [the first of test, tests, testing, dev that there is]',
  },
  testExtras: {
    name: 'extra',
    takes: 'values',
    placeholder: 'NAME',
    parse: parseValue.texts,
    setting: true,
    help: 'Install what this extra of the project asks for, for the tests (repeatable)',
  },
  watch: {
    name: 'watch',
    takes: 'nothing',
    help: 'After each edit run again what it concerns, until Ctrl-C',
  },
} as const satisfies OptionTable;

/** What it takes of what `spip matrix` takes. */
export const sharedTestKeys = [
  'pythons',
  'pythonDownloads',
  'with',
  'strategies',
  'extras',
  'eachExtra',
  'excludedCells',
  'pairwise',
  'budget',
  'command',
  'pre',
  'jobs',
  'totalMemory',
  'timeout',
  'rerun',
  'noResultCache',
  'retries',
  'control',
  'repair',
  'failFast',
  'sandbox',
  'silenceTimeout',
  'maxMemory',
  'maxProcesses',
  'maxOutput',
  'maxDisk',
  'network',
  'passEnv',
  'env',
  'mounts',
  'before',
  'after',
  'artifacts',
  'afterAll',
  'keep',
  'dryRun',
  'baseline',
  'expect',
  'profile',
  'open',
  'serve',
  'events',
] as const;

const sharedOptions = pick(matrixOptions, sharedTestKeys);

/** What `[tool.spip.test]` may say, and `SPIP_*` for `spip test`. */
export const testSettings = {
  ...sharedOptions,
  ...checkoutOptions,
  /** What else stands behind `--`. */
  testArguments: {
    name: 'args',
    takes: 'values',
    placeholder: 'ARG',
    parse: parseValue.texts,
    setting: true,
    help: 'Arguments of the test runner',
  },
} as const satisfies OptionTable;

/** What the settings say about `spip test`. */
export type TestSettings = OptionSettings<typeof testSettings>;

interface Operands {
  /** Files of tests that are run and no others; `undefined`: all. */
  readonly onlyFiles?: readonly string[] | undefined;
  /** Absolute folder of the project. */
  readonly directory: string;
  /** What stands behind `--`. */
  readonly testArguments: readonly string[] | undefined;
}

/** What `spip test` is asked. */
export interface TestRequest extends MatrixRequest, Given<typeof checkoutOptions>, Operands {}

/** The same with what the settings say, and the defaults. */
export interface TestOptions extends MatrixOptions, Values<typeof checkoutOptions>, Operands {
  readonly testArguments: readonly string[];
}
