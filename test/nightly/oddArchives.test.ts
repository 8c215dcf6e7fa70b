// What pip and uv do with archives that are not as they should be, against the tables of docs/inputs.md. Needs uv, and an
// index that the environment names, for the newest pip.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { readPolicy } from '../../scripts/conformance/policy.ts';
import type { PolicyRow } from '../../scripts/conformance/policy.ts';
import { Limit } from '../../src/lib/limit.ts';
import { startIndexServer } from '../support/indexServer.ts';
import { oddArchives } from '../support/oddArchives.ts';
import { realPythons } from '../support/realPython.ts';

const run = promisify(execFile);
const wide = { maxBuffer: 2 ** 26, timeout: 300_000 };
/** Their builds ask for setuptools, which the index of the test does not have. */
const needsSetuptools = ['setup.py alone', 'pyproject.toml without build-system', 'no PKG-INFO'];
const rows = readPolicy().filter(({ name }) => !needsSetuptools.includes(name));

let root = '';
let pip = '';
let blank = '';

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'spip-odd-'));
  const python = realPythons().at(-1) ?? assert.fail('Expected a Python');
  const tools = join(root, 'tools');
  blank = join(root, 'blank');
  await run(python, ['-m', 'venv', tools]);
  await run(python, ['-m', 'venv', '--without-pip', blank]);
  pip = join(tools, 'bin', 'python');
  await run(pip, ['-m', 'pip', 'install', '--quiet', '--upgrade', 'pip'], wide);
});

after(() => rm(root, { recursive: true }));

test(`pip and uv take ${rows.length} archives as the tables say`, async (t) => {
  const versions = await Promise.all([
    run(pip, ['-m', 'pip', '--version']),
    run('uv', ['--version']),
  ]);
  t.diagnostic(versions.map(({ stdout }) => stdout.trim()).join(', '));
  const limit = new Limit(2);
  const differences = await Promise.all(
    rows.flatMap((row) =>
      (['pip', 'uv'] as const).map((tool) => limit.run(() => differenceOf(row, tool))),
    ),
  );
  assert.deepEqual(
    differences.filter((each) => each !== undefined),
    [],
  );
});

let count = 0;

async function differenceOf(row: PolicyRow, tool: 'pip' | 'uv'): Promise<string | undefined> {
  const archive = oddArchives[row.group]?.[row.name]?.();
  if (archive === undefined) {
    return `${row.group}: ${row.name}: no archive`;
  }
  const filename = archive.filename;
  const project = (filename.split('-')[0] ?? '').toLowerCase().replaceAll('_', '-');
  const server = await startIndexServer({
    [project]: [{ filename, bytes: Buffer.from(archive.bytes) }],
  });
  count += 1;
  const target = join(root, `target${count}`);
  await cp(blank, target, { recursive: true, verbatimSymlinks: true });
  try {
    const answer = await answerOf(tool, { target, project, url: server.url });
    return answer.kind === row[tool]
      ? undefined
      : `${row.group}: ${row.name}: ${tool} ${answer.kind}${answer.why}`;
  } finally {
    await server.close();
    await rm(target, { recursive: true });
  }
}

interface Question {
  readonly target: string;
  readonly project: string;
  readonly url: string;
}

async function answerOf(
  tool: 'pip' | 'uv',
  { target, project, url }: Question,
): Promise<{ readonly kind: 'installs' | 'refuses'; readonly why: string }> {
  const python = join(target, 'bin', 'python');
  const options = ['--quiet', '--no-deps', '--index-url', url, project];
  const env = { ...process.env, PIP_CONFIG_FILE: '/dev/null', UV_NO_CONFIG: '1' };
  const [file, args] =
    tool === 'pip'
      ? [pip, ['-m', 'pip', '--python', python, 'install', '--no-cache-dir', ...options]]
      : ['uv', ['pip', 'install', '--python', python, '--no-cache', ...options]];
  try {
    await run(file, args, { ...wide, env });
    return { kind: 'installs', why: '' };
  } catch (error) {
    return { kind: 'refuses', why: `: ${String(error).slice(-200)}` };
  }
}
