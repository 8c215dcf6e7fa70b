import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandTable } from '../../../src/commands/commandTable.ts';
import { route } from '../../../src/commands/route.ts';

function summary(...argv: readonly string[]): unknown {
  const target = route(argv, commandTable);
  switch (target.kind) {
    case 'version':
      return 'version';
    case 'overview':
      return `overview ${target.family}`.trim();
    case 'help':
      return `help ${target.entry.name}`;
    case 'run':
      return [target.entry.name, ...target.rest];
  }
}

const found: readonly (readonly [argv: readonly string[], expected: unknown])[] = [
  [[], 'overview'],
  [['--help'], 'overview'],
  [['-h'], 'overview'],
  [['help'], 'overview'],
  [['--version'], 'version'],
  [['-V'], 'version'],
  [
    ['matrix', 'six', '-j8'],
    ['matrix', 'six', '-j8'],
  ],
  [
    ['-q', '--cache-dir', 'x', 'matrix', 'six'],
    ['matrix', '-q', '--cache-dir', 'x', 'six'],
  ],
  [
    ['--cache-dir=x', 'runs'],
    ['runs', '--cache-dir=x'],
  ],
  [['matrix', '--help'], 'help matrix'],
  [['matrix', 'six', '-h'], 'help matrix'],
  [['help', 'matrix'], 'help matrix'],
  [['help', 'python', 'list'], 'help python list'],
  [
    ['matrix', '--', '--help'],
    ['matrix', '--', '--help'],
  ],
  [['python'], 'overview python'],
  [['python', '--help'], 'overview python'],
  [['help', 'python'], 'overview python'],
  [
    ['python', 'list', '-v'],
    ['python list', '-v'],
  ],
];
for (const [argv, expected] of found) {
  test(`finds ${JSON.stringify(expected)} in ${argv.join(' ')}`, () => {
    assert.deepEqual(summary(...argv), expected);
  });
}

const refused: readonly (readonly [argv: readonly string[], message: string, hint: string])[] = [
  [['matirx'], 'Expected a command, found `matirx`', 'did you mean `spip matrix`?'],
  [['install'], 'Expected a command, found `install`', '`spip --help` lists them'],
  [['python', 'lst'], 'Expected a command, found `python lst`', 'did you mean `spip python list`?'],
  [['python', 'eat'], 'Expected a command, found `python eat`', '`spip python --help` lists them'],
  [
    ['--json', 'x', 'matrix'],
    'Expected a command before `--json`',
    '`spip --help` lists the commands',
  ],
];
for (const [argv, message, hint] of refused) {
  test(`refuses ${argv.join(' ')}`, () => {
    assert.throws(() => route(argv, commandTable), { code: 'usage', message, hint });
  });
}
