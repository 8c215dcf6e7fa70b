import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptionGroup } from '../../../src/commands/commandSpec.ts';
import { parseCommandLine } from '../../../src/commands/parseCommandLine.ts';

const groups: readonly OptionGroup[] = [
  {
    title: 'All',
    options: [
      { name: 'jobs', short: 'j', takes: 'value', placeholder: 'N', help: '' },
      { name: 'python', takes: 'values', help: '' },
      { name: 'no-index', takes: 'nothing', help: '' },
      { name: 'no-binary', takes: 'values', help: '' },
      { name: 'quiet', short: 'q', takes: 'nothing', help: '' },
      { name: 'command', takes: 'value', help: '' },
    ],
  },
];

function parse(...argv: readonly string[]): unknown {
  const { operands, given } = parseCommandLine(argv, { name: 'matrix', groups });
  return [operands, Object.fromEntries(given)];
}

const same: readonly (readonly [name: string, argv: readonly string[], expected: unknown])[] = [
  ['a value in the next word', ['--jobs', '8'], [[], { jobs: ['8'] }]],
  ['a value behind =', ['--jobs=8'], [[], { jobs: ['8'] }]],
  ['a short option with its value attached', ['-j8'], [[], { jobs: ['8'] }]],
  ['a short option with its value apart', ['-j', '8'], [[], { jobs: ['8'] }]],
  ['short options in one word', ['-qj8'], [[], { quiet: [''], jobs: ['8'] }]],
  [
    'operands before and behind options',
    ['six', '-q', 'click'],
    [['six', 'click'], { quiet: [''] }],
  ],
  [
    'options that begin with no-',
    ['--no-index', '--no-binary', ':all:'],
    [[], { 'no-index': [''], 'no-binary': [':all:'] }],
  ],
  ['repeatable options', ['--python', '3.8', '--python=>=3.9'], [[], { python: ['3.8', '>=3.9'] }]],
  ['a value with = and line ends', ['--command=a=b\nc'], [[], { command: ['a=b\nc'] }]],
  ['a value that begins with a dash behind =', ['--command=-m x'], [[], { command: ['-m x'] }]],
  ['operands that look like options behind --', ['--', '--jobs', '-q'], [['--jobs', '-q'], {}]],
  ['a lone dash as a value', ['--command', '-'], [[], { command: ['-'] }]],
];
for (const [name, argv, expected] of same) {
  test(`reads ${name}`, () => assert.deepEqual(parse(...argv), expected));
}

const refused: readonly (readonly [argv: readonly string[], message: string, hint?: string])[] = [
  [
    ['--jbos', '8'],
    'Expected an option of `spip matrix`, found `--jbos`',
    'did you mean `--jobs`?',
  ],
  [
    ['--retries=2'],
    'Expected an option of `spip matrix`, found `--retries`',
    '`spip matrix --help` lists them',
  ],
  [['-x'], 'Expected an option of `spip matrix`, found `-x`', '`spip matrix --help` lists them'],
  [['--jobs'], 'Expected a value: `--jobs N`'],
  [['--jobs='], 'Expected a value: `--jobs N`, found nothing'],
  [['--quiet=yes'], 'Expected `--quiet` without a value, found `yes`'],
  [['-j8', '--jobs', '9'], 'Expected `--jobs` once, found it twice'],
  [
    ['--jobs', '--quiet'],
    'Expected a value: `--jobs N`, found `--quiet`',
    'a value that begins with a dash is written `--jobs=--quiet`',
  ],
];
for (const [argv, message, hint] of refused) {
  test(`refuses ${argv.join(' ')}`, () => {
    assert.throws(() => parse(...argv), { name: 'SpipError', code: 'usage', message, hint });
  });
}
