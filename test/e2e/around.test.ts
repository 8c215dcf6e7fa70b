// `--before`, `--after`, `--artifacts` and `--after-all`: around the tests of each cell, and after all of them.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunRecord } from '../../src/model/record.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { pyproject } from '../support/testStories.ts';

const wrong = 'def answer():\n    return 41\n';
const right = 'def answer():\n    return 42\n';
const asks =
  'import unittest, thing\nclass A(unittest.TestCase):\n    def test(self): self.assertEqual(thing.answer(), 42)\n';

const files = [
  wheelFile({ name: 'thing', version: '1.0', files: { 'thing.py': wrong } }),
  sdistFile({
    name: 'thing',
    version: '1.0',
    pyproject,
    files: { 'thing.py': right, 'tests/test_a.py': asks },
  }),
  wheelFile({ name: 'thing', version: '2.0', files: { 'thing.py': right } }),
];

const check = 'from thing import answer; open("seen", "a").write("test "); assert answer() == 42';

function notesOf({ cells }: RunRecord, code: string): readonly string[] {
  return cells
    .flatMap(({ notes }) => notes.filter((one) => one.code === code))
    .map((one) => one.text);
}

test('what is before and after a test shares its folder and its environment, and changes no verdict', async () => {
  await using indexed = await IndexedRig.open(files);
  const script = await indexed.rig.write('check.py', check);
  const around = [
    '--before',
    'ls check.py; python -c "import thing; print(\'taken\')"; printf "before " > seen',
    '--after',
    'printf "after " >> seen; exit 3',
  ];
  const run = await indexed.matrix([
    'thing',
    script,
    ...around,
    '--artifacts',
    's*n',
    '--artifacts=*.none',
  ]);
  // The release itself: that what is around comes to its end makes no test pass.
  assert.deepEqual(run.verdicts, { 'thing 2.0': 'pass/clean', 'thing 1.0': 'fail/tests-failed' });
  assert.equal(notesOf(run.record, 'after').length, 2);
  assert.match(
    notesOf(run.record, 'after')[0] ?? '',
    /`printf .*` \(`--after`\) exited with status 3$/,
  );
  const kept = join(indexed.rig.dataDir, 'runs', run.record.run.id, 'artifacts');
  const folders = readdirSync(kept).toSorted();
  assert.deepEqual(folders, [run.cell('thing 1.0').id, run.cell('thing 2.0').id]);
  folders.forEach((name) =>
    assert.equal(readFileSync(join(kept, name, 'seen'), 'utf8'), 'before test after '),
  );
  assert.match(notesOf(run.record, 'artifacts')[0] ?? '', /^1 artifact kept in /);
  const shown = await indexed.run(['show', 'last', 'thing 1.0']);
  assert.match(shown.stdout, /note: 1 artifact kept in /);
  assert.match(shown.stdout, /note: .*`--after`\) exited with status 3/);
});

test('a test does not run, and passes never, where what is before it fails; what is after it runs', async () => {
  await using indexed = await IndexedRig.open(files);
  const script = await indexed.rig.write('check.py', check);
  for (const [before, why] of [
    ['echo no luck; exit 4', /exited with status 4: no luck$/],
    ['kill -9 $$', /was killed by `SIGKILL`/],
    ['sleep 60', /took longer than 3 s/],
  ] as const) {
    const args = ['--limit', '1', '--timeout', '3', '--artifacts', 'seen'];
    const run = await indexed.matrix(['thing', script, '--before', before, ...args]);
    assert.deepEqual(run.verdicts, { 'thing 2.0': 'blocked/tests-not-runnable' });
    assert.match(run.cell('thing 2.0').message, /^`.*` \(`--before`\) /);
    assert.match(run.cell('thing 2.0').message, why);
    assert.match(notesOf(run.record, 'artifacts')[0] ?? '', /^0 artifacts/);
  }
  const own = await indexed.matrix([
    'thing==1.0',
    '--own-tests',
    '--before',
    'false',
    '--after',
    'touch seen',
    '--artifacts',
    'seen',
  ]);
  assert.deepEqual(own.verdicts, { 'thing 1.0': 'blocked/tests-not-runnable' });
  assert.match(notesOf(own.record, 'artifacts')[0] ?? '', /^1 artifact /);
  const tested = await indexed.matrix('thing==1.0 --own-tests --before true --after true');
  assert.deepEqual(tested.verdicts, { 'thing 1.0': 'fail/tests-failed' });
});

test('what another command imports is no evidence for a test', async () => {
  await using indexed = await IndexedRig.open(files);
  // A checkout beside the test stands in the place of the release, and a Python without start files sees it.
  await indexed.rig.write('tree/thing.py', right);
  const command = [
    '--tests',
    'tree/thing.py',
    '--command',
    'python -S -E -c "import thing; assert thing.answer() == 42"',
  ];
  const alone = await indexed.matrix(['thing==1.0', ...command]);
  assert.deepEqual(alone.verdicts, { 'thing 1.0': 'blocked/tests-not-runnable' });
  const take = 'cd /; python -c "import thing"';
  for (const around of [
    ['--before', take],
    ['--after', take],
  ]) {
    const run = await indexed.matrix(['thing==1.0', ...command, ...around]);
    assert.deepEqual(run.verdicts, { 'thing 1.0': 'blocked/tests-not-runnable' }, around[0]);
  }
  // Nor against one.
  const script = await indexed.rig.write('check.py', 'import thing\n');
  const hides = 'mkdir other; echo > other/thing.py; cd other; python -c "import thing"';
  for (const option of ['--before', '--after']) {
    const run = await indexed.matrix(['thing==1.0', script, option, hides]);
    assert.deepEqual(run.verdicts, { 'thing 1.0': 'pass/clean' }, option);
  }
});

test('artifacts are plain files of the cell alone, and what is asked for without tests is refused', async () => {
  await using indexed = await IndexedRig.open(files);
  const secret = await indexed.rig.write('secret', 'of this machine');
  const script = await indexed.rig.write(
    'check.py',
    `import os, thing
os.symlink(${JSON.stringify(secret)}, 'a.out')
os.mkfifo('b.out')
os.makedirs('deep/er')
os.symlink('/etc', 'deep/link')
open('deep/er/c.out', 'w').write('c')
os.rename(os.getcwd() + '/deep', os.getcwd() + '/dee')
`,
  );
  const args = ['thing', '--limit', '1', script, '--artifacts', '*.out', '--artifacts', '*passwd'];
  const all = ['--after-all', 'find . -type f | sort; pwd'];
  const run = await indexed.matrix([...args, ...all]);
  assert.match(notesOf(run.record, 'artifacts')[0] ?? '', /^1 artifact kept in .*; 2 left out/);
  const { id } = run.cell('thing 2.0');
  assert.match(
    run.stderr,
    new RegExp(`^\\./${id.replaceAll(/[.+]/g, '\\$&')}/dee/er/c\\.out\\n.*/artifacts\\n`, 'm'),
  );
  const failed = await indexed.matrix([...args, '--after-all', 'echo too few; exit 2']);
  assert.equal(failed.status, 1);
  assert.match(
    failed.stderr,
    /too few\n`--after-all` failed: exit status 2; its output is in .*after-all\.log/,
  );
  assert.ok(
    existsSync(join(indexed.rig.dataDir, 'runs', failed.record.run.id, 'logs/after-all.log')),
  );
  for (const line of [
    'thing --before true',
    'thing --artifacts x',
    `thing ${script} --after-all true`,
  ]) {
    const { status, stderr } = await indexed.run(`matrix ${line}`);
    assert.equal(status, 2, stderr);
  }
});

test('a verdict is reused only with the same around it, and never where files are wanted', async () => {
  await using indexed = await IndexedRig.open(files, {}, { SPIP_NO_RESULT_CACHE: undefined });
  const script = await indexed.rig.write('check.py', 'import thing\n');
  const reused = async (...around: readonly string[]): Promise<boolean> => {
    const { record } = await indexed.matrix(['thing', '--limit', '1', script, ...around]);
    return record.cells[0]?.reused !== null;
  };
  assert.equal(await reused(), false);
  assert.equal(await reused(), true);
  assert.equal(await reused('--before', 'true'), false);
  assert.equal(await reused('--before', 'true'), true);
  assert.equal(await reused('--after', 'true'), false);
  assert.equal(await reused('--artifacts', 'x'), false);
  assert.equal(await reused('--artifacts', 'x'), false);
});
