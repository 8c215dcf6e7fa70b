import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { readAction } from '../support/actionFile.ts';
import type { ActionStep } from '../support/actionFile.ts';
import { Rig } from '../support/rig.ts';

// The steps of the GitHub Action, run as its runner runs them; only the cache service is left out.

const root = join(import.meta.dirname, '../..');
let rig: Rig;
let wheel = '';

before(async () => {
  rig = await Rig.open({
    ...process.env,
    PIP_CONFIG_FILE: undefined,
    SPIP_CACHE_DIR: undefined,
    SPIP_DATA_DIR: undefined,
  });
  const folder = join(rig.root, 'wheel');
  execFileSync(process.execPath, [join(root, 'scripts/buildWheel.ts'), folder], { stdio: 'pipe' });
  wheel = join(folder, readdirSync(folder)[0] ?? '');
});

after(() => rig.close());

/** What a step of a workflow may change for those behind it. */
interface Runner {
  readonly temporary: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<
    Record<'GITHUB_PATH' | 'GITHUB_ENV' | 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY', string>
  >;
}

async function openRunner(name: string, inputs: Readonly<Record<string, string>>): Promise<Runner> {
  const temporary = join(rig.root, name);
  await mkdir(temporary);
  const file = (what: string): string => join(temporary, what);
  const files = {
    GITHUB_PATH: file('path'),
    GITHUB_ENV: file('env'),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
  };
  await Promise.all(Object.values(files).map((path) => writeFile(path, '')));
  const given = Object.entries(readAction().inputs).map(
    ([key, input]): readonly [string, string] => [key, input.default ?? ''],
  );
  return { temporary, files, inputs: { ...Object.fromEntries(given), ...inputs } };
}

function linesOf(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function filled(text: string, { temporary, inputs }: Runner): string {
  return text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) =>
    name === 'runner.temp'
      ? temporary
      : (inputs[name.replace(/^inputs\./, '')] ?? assert.fail(name)),
  );
}

/** Runs a step as the runner does: `bash --noprofile --norc -eo pipefail`. */
function runStep(
  step: ActionStep,
  runner: Runner,
): { readonly status: number | null; readonly said: string } {
  const { files } = runner;
  const environment = linesOf(files.GITHUB_ENV).map((line): readonly [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const env = Object.entries(step.env ?? {}).map(([key, text]): readonly [string, string] => [
    key,
    filled(text, runner),
  ]);
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''],
    {
      cwd: join(rig.project, filled(step['working-directory'] ?? '.', runner)),
      encoding: 'utf8',
      env: {
        ...process.env,
        ...rig.env,
        ...files,
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        ...Object.fromEntries(environment),
        ...Object.fromEntries(env),
        PATH: [...linesOf(files.GITHUB_PATH).toReversed(), rig.env['PATH']].join(delimiter),
      },
    },
  );
  return { status, said: `${stdout}${stderr}` };
}

test('the steps of the action: a run, its record, its summary, and a small cache', async () => {
  const args = 'six --limit 2 --command \'python -c "import six; print(1)"\'';
  const runner = await openRunner('runner', { package: wheel, args, 'cache-size': '100MB' });
  const steps = readAction().runs.steps.filter(({ run }) => run !== undefined);
  for (const step of steps.filter(({ if: condition }) => condition !== "inputs.python != ''")) {
    const { status, said } = runStep(step, runner);
    assert.equal(status, 0, `${step.name}: ${said}`);
  }
  const report = linesOf(runner.files.GITHUB_OUTPUT)[0]?.replace('report=', '') ?? '';
  const record = JSON.parse(readFileSync(report, 'utf8')) as { readonly cells: readonly unknown[] };
  assert.equal(record.cells.length, 2);
  assert.match(readFileSync(runner.files.GITHUB_STEP_SUMMARY, 'utf8'), /six/);
  const cache = join(runner.temporary, 'spip/cache');
  assert.ok(existsSync(join(cache, 'wheels-v1')));
  assert.deepEqual(
    existsSync(join(cache, 'interpreters-v2')) ? readdirSync(join(cache, 'interpreters-v2')) : [],
    [],
  );
});

test('what an input says is never run by the shell', async () => {
  const runner = await openRunner('hostile', {
    args: 'six; touch hacked $(touch hacked) `touch hacked`',
  });
  await mkdir(join(runner.temporary, 'bin'));
  const fake = join(runner.temporary, 'bin/spip');
  await writeFile(fake, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  await writeFile(runner.files.GITHUB_PATH, `${join(runner.temporary, 'bin')}\n`);
  const step = readAction().runs.steps.find(({ id }) => id === 'run');
  assert.ok(step !== undefined);
  const { status, said } = runStep(step, runner);
  assert.equal(status, 0, said);
  assert.deepEqual(said.split('\n').slice(0, 5), ['matrix', 'six;', 'touch', 'hacked', '$(touch']);
  assert.ok(!existsSync(join(rig.project, 'hacked')));
});
