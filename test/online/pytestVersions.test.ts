// The plugin that counts is the same for every pytest that a Python of this machine can have: 4.6 on 2.7 to the newest.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { Rig } from '../support/rig.ts';
import { readRecord } from '../support/indexedRig.ts';

const tests = `import pytest
import thing


def test_passes():
    assert thing.VALUE == 1


@pytest.mark.parametrize("value", [1, 2])
def test_values(value):
    assert value


def test_fails():
    assert thing.VALUE == 2


def test_skips():
    pytest.skip("not now")


def test_misses_a_module():
    pytest.importorskip("nowhere_at_all")


@pytest.mark.xfail
def test_is_expected_to_fail():
    assert False


@pytest.mark.xfail
def test_is_not_expected_to_pass():
    pass


@pytest.fixture
def broken():
    raise ValueError("broken")


def test_cannot_be_set_up(broken):
    pass
`;

const files = {
  'thing.py': 'VALUE = 1\n',
  'tests/test_a.py': tests,
  'tests/test_b.py':
    'import pytest\npytest.importorskip("nowhere_either")\n\n\ndef test():\n    pass\n',
};

let rig: Rig;
before(async () => {
  rig = await Rig.open({ ...process.env, PIP_CONFIG_FILE: undefined, NODE_OPTIONS: undefined });
});
after(() => rig.close());

test('every pytest says of each test how it ended, of the release itself', async (t) => {
  const folder = join(rig.root, 'links');
  await mkdir(folder);
  const [wheel, sdist] = [
    wheelFile({
      name: 'thing-of-spip',
      version: '1.0',
      files: { 'thing.py': files['thing.py'] },
      tag: 'py2.py3-none-any',
    }),
    // Its own sources are another release: nobody may see them.
    sdistFile({
      name: 'thing-of-spip',
      version: '1.0',
      files: { ...files, 'thing.py': 'VALUE = 2\n' },
      pyproject: '',
    }),
  ];
  await Promise.all(
    [wheel, sdist].map(({ filename, bytes }) => writeFile(join(folder, filename), bytes)),
  );
  const path = join(rig.root, 'record.json');
  const line = `matrix thing-of-spip --own-tests --python all --find-links ${folder} --json ${path}`;
  const { stderr } = await rig.run(line.split(' '));
  const { cells } = await readRecord(await readFile(path, 'utf8'));
  assert.ok(cells.length > 0, stderr);
  for (const cell of cells) {
    const { id, notes, message } = cell;
    assert.equal(cell.reason, 'tests-failed', `${id}: ${message}`);
    const own = cell.steps.find(({ name }) => name === 'own')?.tests;
    assert.deepEqual(
      own?.counts,
      { passed: 3, failed: 1, errors: 1, skipped: 3, xfailed: 1, xpassed: 1 },
      id,
    );
    assert.deepEqual(
      own.failing.map((one) => [one.test.split('::').at(-1), one.kind, one.exception]),
      [
        ['test_fails', 'failed', 'AssertionError'],
        ['test_cannot_be_set_up', 'error', 'ValueError'],
      ],
      id,
    );
    const skipped = notes.find(({ code }) => code === 'tests-skipped');
    assert.match(skipped?.text ?? '', /^2 tests or files of tests skipped/, id);
  }
  const versions = new Set(
    cells.map(({ packages }) => packages.find(({ name }) => name === 'pytest')?.version),
  );
  t.diagnostic(`pytest ${[...versions].join(', ')}`);
});
