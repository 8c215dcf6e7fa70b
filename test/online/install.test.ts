import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { diskUsage } from '../../src/cache/diskUsage.ts';
import { realPythons } from '../support/realPython.ts';
import { Rig } from '../support/rig.ts';

// Installs what users install, from built files, in empty places: the wheel and the tarball, with the registries' help.

const root = join(import.meta.dirname, '../..');
let rig: Rig;
let wheel = '';
let tarball = '';

before(async () => {
  rig = await Rig.open({ ...process.env, PIP_CONFIG_FILE: undefined, NODE_OPTIONS: undefined });
  wheel = build('buildWheel.ts', join(rig.root, 'wheel'));
  tarball = build('buildNpm.ts', join(rig.root, 'npm'));
});

after(() => rig.close());

function build(script: string, folder: string): string {
  execFileSync(process.execPath, [join(root, 'scripts', script), folder], { stdio: 'pipe' });
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a program with the surroundings of the rig, in an empty folder. */
function run(words: readonly string[], { cwd = rig.project, path = '' } = {}): Ran {
  const [program = '', ...args] = words;
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      ...rig.env,
      PATH: [path, rig.env['PATH']].filter(Boolean).join(delimiter),
    },
  });
  assert.equal(error, undefined);
  return { status, stdout, stderr, seconds: (performance.now() - started) / 1000 };
}

function expectMatrix({ status, stdout, stderr }: Ran): void {
  assert.equal(status, 0, stderr);
  assert.match(stdout, /six {2}2 of \d+ releases/);
  assert.match(stdout, /✓/);
}

function has(program: string): boolean {
  return (
    spawnSync(program, ['--version'], { encoding: 'utf8', env: { ...process.env, ...rig.env } })
      .status === 0
  );
}

test('pip install of the wheel into an empty environment', async (t: TestContext) => {
  const python = realPythons().at(-1) ?? 'python3';
  const env = join(rig.root, 'env');
  run([python, '-m', 'venv', env]);
  const installed = run([join(env, 'bin/python'), '-m', 'pip', 'install', '-q', wheel]);
  assert.equal(installed.status, 0, installed.stderr);
  const spip = join(env, 'bin/spip');
  run([spip, '--version']);
  const version = run([spip, '--version']);
  assert.match(version.stdout, /^spip \d+\.\d+\.\d+\n$/);
  expectMatrix(run([spip, 'matrix', 'six', '--limit', '2']));
  const bytes = await diskUsage(join(env, 'lib'));
  t.diagnostic(
    `installed in ${installed.seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(0)} MB, --version ${version.seconds.toFixed(2)} s`,
  );
});

test('uvx from the wheel', (t) => {
  if (!has('uvx')) {
    t.skip('needs uv');
    return;
  }
  const words = ['uvx', '--from', wheel, 'spip', 'matrix', 'six', '--limit', '2'];
  const first = run(words);
  expectMatrix(first);
  const again = run(['uvx', '--from', wheel, 'spip', '--version']);
  t.diagnostic(`first ${first.seconds.toFixed(1)} s, --version then ${again.seconds.toFixed(2)} s`);
});

test('pipx run of the wheel', (t) => {
  if (!has('pipx') && !has('uvx')) {
    t.skip('needs pipx, or uv to bring it');
    return;
  }
  const pipx = has('pipx') ? ['pipx'] : ['uvx', 'pipx'];
  expectMatrix(run([...pipx, 'run', '--spec', wheel, 'spip', 'matrix', 'six', '--limit', '2']));
});

test('npx from the tarball', (t) => {
  // Of this repository: a Node that is new enough.
  const path = join(root, 'node_modules/.bin');
  const words = ['npx', '--yes', '--package', tarball, 'spip', 'matrix', 'six', '--limit', '2'];
  const ran = run(words, { path });
  expectMatrix(ran);
  t.diagnostic(`${ran.seconds.toFixed(1)} s`);
});

for (const major of [18, 20]) {
  test(`Node ${major} says which one is needed`, async (t) => {
    if (process.platform !== 'linux') {
      t.skip('knows the packages of Node for Linux only');
      return;
    }
    const folder = join(rig.root, `node${major}`);
    await mkdir(folder);
    const name = `node-linux-${process.arch}@${major}`;
    const packed = run(['npm', 'pack', '--silent', name], { cwd: folder });
    assert.equal(packed.status, 0, packed.stderr);
    run(['tar', '-xzf', packed.stdout.trim()], { cwd: folder });
    const node = join(folder, 'package/bin/node');
    const unpacked = join(folder, 'spip');
    await mkdir(unpacked);
    run(['tar', '-xzf', tarball, '-C', unpacked]);
    const { status, stderr, stdout } = run([node, join(unpacked, 'package/bin/spip.js')]);
    assert.match(stderr, new RegExp(`^error: Expected Node 24\\.15 or newer, found ${major}\\.`));
    assert.deepEqual([status, stdout], [2, '']);
  });
}
