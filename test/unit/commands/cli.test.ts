// The real program: help, version, and what a wrong command line says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import manifest from '../../../package.json' with { type: 'json' };
import { commandTable } from '../../../src/commands/commandTable.ts';
import { Rig } from '../../support/rig.ts';

test('prints its version', async () => {
  await using rig = await Rig.open();
  const expected = { status: 0, signal: null, stdout: `spip ${manifest.version}\n`, stderr: '' };
  assert.deepEqual(await rig.run(['--version']), expected);
});

test('prints help without a command', async () => {
  await using rig = await Rig.open();
  const { status, stdout, stderr } = await rig.run([]);
  assert.deepEqual([status, stderr], [0, '']);
  for (const { name, summary } of commandTable) {
    assert.match(stdout, new RegExp(`^  ${name} +${summary}$`, 'm'));
  }
});

for (const { name, load } of commandTable) {
  test(`explains ${name} with each of its options`, async () => {
    await using rig = await Rig.open();
    const { command } = await load();
    const { status, stdout, stderr } = await rig.run([...name.split(' '), '--help']);
    assert.deepEqual([status, stderr], [0, '']);
    assert.ok(stdout.includes(`Usage: spip ${name} `));
    for (const option of Object.values(command.options)) {
      assert.match(stdout, new RegExp(`--${option.name}\\b`));
    }
    const widest = Math.max(...stdout.split('\n').map((line) => line.length));
    assert.ok(widest <= 100, `a line of ${widest} columns`);
  });
}

const wrong: readonly (readonly [argv: readonly string[], stderr: string])[] = [
  [
    ['matirx', 'six'],
    'error: Expected a command, found `matirx`\nhint: did you mean `spip matrix`?\n',
  ],
  [
    ['matrix', 'six', '--limt=4'],
    'error: Expected an option of `spip matrix`, found `--limt`\nhint: did you mean `--limit`?\n',
  ],
  [
    ['matrix', 'six', '--no-such-option'],
    'error: Expected an option of `spip matrix`, found `--no-such-option`\nhint: `spip matrix --help` lists them\n',
  ],
  [
    ['runs', 'last'],
    'error: Expected 0 operands for `spip runs`, found 1\nhint: `spip runs --help` shows its usage\n',
  ],
  [
    ['show'],
    'error: Expected at least 1 operand for `spip show`, found 0\nhint: `spip show --help` shows its usage\n',
  ],
  [['show', 'last'], 'error: Expected an earlier run, found none\nhint: `spip matrix` makes one\n'],
];
for (const [argv, stderr] of wrong) {
  test(`ends with 2 and a way out: spip ${argv.join(' ')}`, async () => {
    await using rig = await Rig.open();
    assert.deepEqual(await rig.run(argv), { status: 2, signal: null, stdout: '', stderr });
  });
}

test('lists no runs where there are none', async () => {
  await using rig = await Rig.open();
  assert.deepEqual(await rig.run(['runs']), {
    status: 0,
    signal: null,
    stdout: 'No runs yet: `spip matrix` makes one\n',
    stderr: '',
  });
  assert.equal((await rig.run(['runs', '--format', 'json'])).stdout, '[]\n');
});

test('says that its output could not be written', async () => {
  await using rig = await Rig.open();
  const full = await open('/dev/full', 'w');
  try {
    const { status, stderr } = spawnSync(process.execPath, [bin, '--help'], {
      env: rig.env,
      stdio: ['ignore', full.fd, 'pipe'],
      encoding: 'utf8',
    });
    assert.equal(status, 3);
    assert.match(stderr, /^error: Failed to write the output\n {2}caused by: ENOSPC/);
  } finally {
    await full.close();
  }
});

const bin = join(import.meta.dirname, '../../../bin/spip.js');
