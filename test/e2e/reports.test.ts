// The files that a run is written to: by the run itself, and later from its record, the same.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkJunit } from '../support/checkJunit.ts';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'thing', version: '1.1', files: { 'thing.py': '1/0\n' } }),
];
const forms = ['junit', 'ctrf', 'markdown', 'badge', 'html'] as const;

function words(folder: string): readonly string[] {
  return forms.flatMap((form) => [`--${form}`, join(folder, form)]);
}

function readAll(folder: string): Promise<readonly string[]> {
  return Promise.all(forms.map((form) => readFile(join(folder, form), 'utf8')));
}

test('`matrix` and `report` write the same', async () => {
  await using indexed = await IndexedRig.open(files);
  const [first, second] = [join(indexed.rig.root, 'first'), join(indexed.rig.root, 'second')];
  const run = await indexed.matrix(['thing', ...words(first)]);
  assert.equal(run.status, 1, run.stderr);
  const again = await indexed.run(['report', 'last', ...words(second)]);
  assert.deepEqual(again, { status: 0, signal: null, stdout: '', stderr: '' });
  const written = await readAll(first);
  assert.deepEqual(await readAll(second), written);
  const [junit = '', ctrf = '', markdown = '', badge = ''] = written;
  assert.deepEqual(checkJunit(junit).faults, []);
  assert.equal((JSON.parse(ctrf) as { reportFormat: string }).reportFormat, 'CTRF');
  assert.match(markdown, /^### ✗ import-failed: 1 cell$/m);
  assert.equal((JSON.parse(badge) as { message: string }).message, 'no Python that passes');
  for (const form of forms) {
    const { stdout } = await indexed.run(['report', 'last', `--${form}`, '-']);
    assert.equal(stdout, written[forms.indexOf(form)]);
  }
  const { stdout } = await indexed.run('report last --json -');
  assert.deepEqual(JSON.parse(stdout), run.record);
});

test('one report on standard output sends everything else to standard error', async () => {
  await using indexed = await IndexedRig.open(files);
  const { stdout, stderr } = await indexed.run('matrix thing==1.0 --markdown -');
  assert.match(stdout, /^## spip: thing\n/);
  assert.match(stderr, /^1 cell: 1 pass in /m);
});

test('in GitHub Actions the summary comes by itself', async () => {
  await using indexed = await IndexedRig.open(files);
  const summary = join(indexed.rig.root, 'summary.md');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const run = await indexed.run('matrix thing', { env });
  assert.match(run.stdout, /^::error title=thing%3A import-failed::thing 1\.1 on /m);
  const text = await readFile(summary, 'utf8');
  assert.match(text, /^## spip: thing\n/);
  const silent = await indexed.run('matrix thing --no-ci', { env });
  assert.doesNotMatch(silent.stdout, /^::/m);
  assert.equal(await readFile(summary, 'utf8'), text);
});

const refused: readonly (readonly [string, string])[] = [
  ['report last', 'Expected at least one report to write, found none'],
  ['report last --json - --junit -', 'Expected either `--json -` or `--junit -`, found both'],
  ['matrix thing --events --ctrf -', 'Expected either `--events` or `--ctrf -`, found both'],
  ['matrix thing --dry-run --open', 'Expected either `--dry-run` or `--open`, found both'],
  ['matrix thing --dry-run --badge x', 'Expected either `--dry-run` or `--badge`, found both'],
  [
    'matrix thing --markdown x --max-bytes 10',
    'Expected `--max-bytes` to be at least 2 kB, found `10`',
  ],
  ['report last --junit .', 'Expected `--junit` to name a file, found a folder: `.`'],
];

test('what cannot be is refused before anything runs', async () => {
  await using indexed = await IndexedRig.open(files);
  for (const [line, message] of refused) {
    const { status, stderr } = await indexed.run(line);
    assert.equal(status, 2, line);
    assert.equal(stderr.split('\n')[0], `error: ${message}`);
  }
});
