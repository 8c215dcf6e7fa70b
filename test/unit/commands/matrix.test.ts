import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command } from '../../../src/commands/matrix.ts';
import type { Context } from '../../../src/model/context.ts';
import { parseCommandLine } from '../../../src/options/parseCommandLine.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { fakePane } from '../report/world.ts';

function context(cwd: string): Context {
  const never = new AbortController().signal;
  return {
    version: '0.1.0',
    env: {},
    cwd,
    home: cwd,
    platform: 'linux',
    clock: { now: () => new Date(0), elapsed: () => 0 },
    screen: { out: fakePane(), err: fakePane(), flush: () => Promise.resolve() },
    stop: { drain: never, kill: never, received: () => undefined },
    onStall: () => () => undefined,
  };
}

const refused: readonly (readonly [argv: readonly string[], message: string])[] = [
  [[], 'Expected at least one requirement: `spip matrix REQUIREMENT...`'],
  [['six', '--all', '--limit', '3'], 'Expected either `--all` or `--limit 3`, found both'],
  [['six', '--dry-run', '--json', '-'], 'Expected either `--dry-run` or `--json`, found both'],
  [['six', '-q', '-v'], 'Expected either `--quiet` or `--verbose`, found both'],
  [
    ['six', '--import-only', '--steps', 'import'],
    'Expected either `--steps` or `--import-only`, found both',
  ],
  [
    ['six', '--steps', 'import', '--command', 'x'],
    'Expected `custom` among `--steps`, which would leave out `x`',
  ],
  [
    ['six', '--steps', 'import,tests'],
    'Expected `--steps` to be one of `import`, `own`, `custom`, found `tests`',
  ],
  [
    ['six', '--import-only', '--command', 'x'],
    'Expected no script, no `--command` and no `--own-tests` with `--import-only`',
  ],
  [['six', '--offline', '--refresh'], 'Expected either `--offline` or `--refresh`, found both'],
  [['six', '--tests', '.'], 'Expected a script or `--command` that uses what `--tests` names'],
  [['six', '--tests', 'none', '--command', 'x'], 'Expected `none` (--tests) to exist'],
  [['six', '--jobs', '0'], 'Expected `--jobs` to be a whole number of at least 1, found `0`'],
  [
    ['six', '--keep', 'some'],
    'Expected `--keep` to be one of `none`, `failed`, `all`, found `some`',
  ],
];
for (const [argv, message] of refused) {
  test(`refuses: spip matrix ${argv.join(' ')}`, async (t) => {
    const cwd = await temporaryFolder(t);
    const run = async (): Promise<number> =>
      command.run(parseCommandLine(argv, command, cwd), context(cwd));
    await assert.rejects(run, { name: 'SpipError', message });
  });
}
