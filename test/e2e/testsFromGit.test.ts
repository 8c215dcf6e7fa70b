// `--tests-from git`: where a release has no own tests, those of its tag in the repository that it names.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { gitRepository } from '../support/gitRepository.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { pyproject } from '../support/testStories.ts';

const right = 'def answer():\n    return 42\n';
const wrong = 'def answer():\n    return 41\n';
const asks =
  'import unittest, dep, thing\nclass A(unittest.TestCase):\n    def test(self): self.assertEqual(thing.answer(), 42)\n';
const metadataLines = ['Project-URL: Source, https://github.com/somebody/thing/tree/main'];
const requires = '[dependency-groups]\ntest = ["dep"]\n';

function release(version: string, code: string) {
  return wheelFile({ name: 'thing', version, files: { 'thing.py': code }, metadataLines });
}

test('they run against what is installed, from the tag alone', async () => {
  await using indexed = await IndexedRig.open([
    release('1.0', right),
    release('2.0', wrong),
    release('3.0', right),
    wheelFile({ name: 'dep', version: '1.0', files: { 'dep.py': '' } }),
    wheelFile({ name: 'pytest', version: '1.0' }),
  ]);
  const { rig } = indexed;
  const repository = await gitRepository(join(rig.root, 'somebody'));
  const files = {
    'thing.py': right,
    'pyproject.toml': pyproject + requires,
    'tests/test_a.py': asks,
  };
  const first = await repository.commit(files);
  repository.git('tag', 'v1.0');
  repository.git('tag', '2.0');
  await repository.commit({ 'tests/test_a.py': 'raise SystemExit("not of a release")\n' });
  await writeFile(
    join(rig.home, '.gitconfig'),
    `[url "file://${repository.directory}"]\n  insteadOf = https://github.com/somebody/thing\n`,
  );
  const without = await indexed.matrix('thing --own-tests --all');
  assert.deepEqual(new Set(Object.values(without.verdicts)), new Set(['no-tests/none-collected']));
  const run = await indexed.matrix('thing --own-tests --all --tests-from git');
  assert.deepEqual(run.verdicts, {
    'thing 3.0': 'no-tests/none-collected',
    'thing 2.0': 'fail/tests-failed',
    'thing 1.0': 'pass/clean',
  });
  const tests = run.cell('thing 1.0').steps.find(({ name }) => name === 'own')?.tests;
  assert.equal(tests?.from, 'git');
  assert.equal(tests.rule, `test-folder of commit ${first.slice(0, 12)}`);
  assert.deepEqual(tests.requirements, {
    source: 'dependency group test',
    asked: ['dep'],
    left_out: [],
  });
  assert.match(run.stderr, /`https:\/\/github\.com\/somebody\/thing` has no tag for thing 3\.0/);
  const refused = await indexed.run('matrix thing --tests-from git');
  assert.equal(refused.status, 2);
});
