// `--repair`: what fails is run again with what a fixed list has for it, and a pass says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellRecord } from '../../src/model/record.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { pyproject } from '../support/testStories.ts';

const asks =
  'import unittest, thing\nclass A(unittest.TestCase):\n    def test(self): self.assertEqual(thing.answer(), 42)\n';

function release(version: string, code: string): readonly ServedFile[] {
  const files = { 'thing.py': code };
  return [
    wheelFile({ name: 'thing', version, files }),
    sdistFile({
      name: 'thing',
      version,
      pyproject,
      files: { 'thing.py': 'def answer():\n    return 42\n', 'tests/test_a.py': asks },
    }),
  ];
}

const lost = (answer: number): string =>
  `import collections\ndef answer():\n    assert collections.Mapping\n    return ${answer}\n`;

const files = [
  ...release('1.0', 'import pkg_resources\ndef answer():\n    return 42\n'),
  ...release('2.0', 'import pkg_resources\ndef answer():\n    return 41\n'),
  ...release('3.0', lost(42)),
  ...release('4.0', lost(41)),
  wheelFile({ name: 'setuptools', version: '80.0', files: { 'pkg_resources.py': '' } }),
  wheelFile({ name: 'setuptools', version: '82.0', files: { 'setuptools.py': '' } }),
];

function repairsOf({ notes }: CellRecord): readonly string[] {
  return notes.flatMap(({ code }) => (code.startsWith('repair-') ? [code] : []));
}

test('is tried only where it is asked for, and never makes a wrong release pass', async () => {
  await using indexed = await IndexedRig.open(files);
  const plain = await indexed.matrix('thing --own-tests --all');
  assert.deepEqual(Object.values(plain.verdicts), [
    'fail/tests-failed',
    'fail/tests-failed',
    'fail/import-failed',
    'fail/import-failed',
  ]);
  const run = await indexed.matrix('thing --own-tests --all --repair');
  assert.deepEqual(run.verdicts, {
    'thing 4.0': 'fail/tests-failed',
    'thing 3.0': 'pass/repaired',
    'thing 2.0': 'fail/import-failed',
    'thing 1.0': 'pass/repaired',
  });
  assert.deepEqual(repairsOf(run.cell('thing 3.0')), ['repair-collections']);
  assert.deepEqual(repairsOf(run.cell('thing 1.0')), ['repair-setuptools']);
  assert.deepEqual(repairsOf(run.cell('thing 4.0')), []);
  assert.match(
    run.cell('thing 1.0').message,
    /^Passes with `setuptools<81` beside it.*; without: .*No module named 'pkg_resources'/,
  );
  assert.ok(run.cell('thing 1.0').packages.some(({ version }) => version === '80.0'));
  assert.match(run.cell('thing 2.0').message, /^With `setuptools<81`.*: tests-failed, /m);
  assert.ok(run.cell('thing 1.0').attempts.length > 0);
  assert.match(run.stdout, /repaired/);
  for (const version of ['1.0', '3.0']) {
    const again = await indexed.run(['replay', run.record.run.id, run.cell(`thing ${version}`).id]);
    assert.equal(again.status, 0, again.stdout + again.stderr);
  }
});
