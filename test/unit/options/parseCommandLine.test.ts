import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptionTable } from '../../../src/options/option.ts';
import { parseCommandLine } from '../../../src/options/parseCommandLine.ts';
import { parseValue } from '../../../src/options/parseValue.ts';

const { text, texts } = parseValue;
const options = {
  slots: { name: 'jobs', short: 'j', takes: 'value', placeholder: 'N', parse: text, help: '' },
  pythons: { name: 'python', takes: 'values', placeholder: 'WHICH', parse: texts, help: '' },
  noIndex: { name: 'no-index', takes: 'nothing', help: '' },
  noBinary: { name: 'no-binary', takes: 'values', placeholder: 'NAMES', parse: texts, help: '' },
  quiet: { name: 'quiet', short: 'q', takes: 'nothing', help: '' },
  command: { name: 'command', takes: 'value', placeholder: 'COMMAND', parse: text, help: '' },
} as const satisfies OptionTable;

const nothing = {
  slots: undefined,
  pythons: [],
  noIndex: false,
  noBinary: [],
  quiet: false,
  command: undefined,
};

function parse(...argv: readonly string[]): unknown {
  const line = parseCommandLine(argv, { name: 'matrix', options }, '/');
  return [line.operands, line.options];
}

const same: readonly (readonly [
  name: string,
  argv: readonly string[],
  expected: readonly [operands: readonly string[], options: object],
])[] = [
  ['a value in the next word', ['--jobs', '8'], [[], { slots: '8' }]],
  ['a value behind =', ['--jobs=8'], [[], { slots: '8' }]],
  ['a short option with its value attached', ['-j8'], [[], { slots: '8' }]],
  ['a short option with its value apart', ['-j', '8'], [[], { slots: '8' }]],
  ['short options in one word', ['-qj8'], [[], { quiet: true, slots: '8' }]],
  [
    'operands before and behind options',
    ['six', '-q', 'click'],
    [['six', 'click'], { quiet: true }],
  ],
  [
    'options that begin with no-',
    ['--no-index', '--no-binary', ':all:'],
    [[], { noIndex: true, noBinary: [':all:'] }],
  ],
  [
    'repeatable options',
    ['--python', '3.8', '--python=>=3.9'],
    [[], { pythons: ['3.8', '>=3.9'] }],
  ],
  ['a value with = and line ends', ['--command=a=b\nc'], [[], { command: 'a=b\nc' }]],
  ['a value that begins with a dash behind =', ['--command=-m x'], [[], { command: '-m x' }]],
  ['operands that look like options behind --', ['--', '--jobs', '-q'], [['--jobs', '-q'], {}]],
  ['a lone dash as a value', ['--command', '-'], [[], { command: '-' }]],
];
for (const [name, argv, [operands, given]] of same) {
  test(`reads ${name}`, () => {
    assert.deepEqual(parse(...argv), [operands, { ...nothing, ...given }]);
  });
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

test('how many operands stand before -- is told', () => {
  const separated = (...argv: readonly string[]): number | undefined =>
    parseCommandLine(argv, { name: 'matrix', options }, '/').separated;
  assert.equal(separated('a', '-q', 'b', '--', 'c', '--'), 2);
  assert.equal(separated('--', 'c'), 0);
  assert.equal(separated('a'), undefined);
});
