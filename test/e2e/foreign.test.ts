// A pass is said only when the release itself was under test: no tool of this machine, no file beside the tests.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([
  wheelFile({ name: 'thing', version: '1.0', files: { 'thing.py': 'VALUE = "release"\n' } }),
  wheelFile({
    name: 'spaced',
    version: '1.0',
    files: { 'spaced/inner/__init__.py': 'VALUE = "release"\n' },
  }),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly expected: string;
  readonly message: RegExp;
}

await rig.write('thing.py', 'import thing\n');
await rig.write('uses.py', 'import thing\nassert thing.VALUE == "release"\n');
await rig.write('checkout/thing/__init__.py', 'VALUE = "checkout"\n');
await rig.write('checkout/test_it.py', 'import thing\n');
await rig.write('checkout/spaced/inner.py', 'VALUE = "checkout"\n');
await rig.write('quick.py', 'import os, thing\nos._exit(0)\n');
await rig.write('path.py', 'import sys\nsys.path.insert(0, "checkout")\nimport thing\n');
const checkout = join(rig.project, 'checkout');

const hidden: readonly Case[] = [
  {
    what: 'a script of the name of the module that it imports',
    args: ['./thing.py'],
    expected: 'blocked/tests-not-runnable',
    message: /^`import thing` took `.*\/thing\.py`, which hides the release/,
  },
  {
    what: 'a checkout beside the tests',
    args: ['--tests', checkout, '--command', 'cd {tests} && {python} -m unittest test_it'],
    expected: 'blocked/tests-not-runnable',
    message: /^`import thing` took `.*\/checkout\/thing\/__init__\.py`/,
  },
  {
    what: 'a path that the tests put first, in a process that ends without a word',
    args: [
      '--tests',
      checkout,
      '--command',
      '{python} -c "import os, sys; sys.path.insert(0, \'checkout\'); import thing; os._exit(0)"',
    ],
    expected: 'blocked/tests-not-runnable',
    message: /^`import thing` took `.*\/checkout\/thing\/__init__\.py`/,
  },
  {
    what: 'a command that fails on what hides the release',
    args: [
      '--tests',
      checkout,
      '--command',
      'cd {tests} && {python} -c "import thing; assert thing.VALUE == \'release\'"',
    ],
    expected: 'blocked/tests-not-runnable',
    message: /^`import thing` took `/,
  },
  {
    what: 'the release itself',
    args: ['./uses.py'],
    expected: 'pass/clean',
    message: /^$/,
  },
  {
    what: 'the release itself, from a process that ends without a word',
    args: ['./quick.py'],
    expected: 'pass/clean',
    message: /^$/,
  },
];
for (const sandbox of ['auto', 'off']) {
  for (const { what, args, expected, message } of hidden) {
    test(`${what} gives ${expected} (sandbox ${sandbox})`, async () => {
      const { record } = await indexed.matrix(['thing', ...args, '--sandbox', sandbox]);
      const [cell] = record.cells;
      assert.equal(`${cell?.state}/${cell?.reason}`, expected);
      assert.match(cell?.message ?? '', message);
    });
  }
}

test('a package below a namespace is hidden by its own name only', async () => {
  const command = 'cd {tests} && {python} -c "import spaced.inner"';
  const args = ['spaced', '--tests', checkout, '--command', command];
  const { record } = await indexed.matrix(args);
  const [cell] = record.cells;
  assert.equal(cell?.reason, 'tests-not-runnable', cell?.message);
  assert.match(
    cell?.message ?? '',
    /^`import spaced\.inner` took `.*\/checkout\/spaced\/inner\.py`/,
  );
});

for (const [what, command, message] of [
  ['`python3.99`, which is none of the cell', 'python3.99 -c pass', /not found/],
  ['python of another version, below a shell', "sh -c 'python2.7 -c pass'", /^`python2\.7` is not/],
  ['one that is named by its path', '/usr/bin/python3 -c pass', /python3` is not the cell's/],
  [
    'by its path behind others',
    'true && env A=1 /opt/py/bin/python3.9 -c pass; true',
    /is not the cell's/,
  ],
  ['one whose failure nobody looks at', 'python2.7 -c pass; true', /^`python2\.7` is not/],
] as const) {
  test(`${what} is refused`, async () => {
    const { record } = await indexed.matrix(['thing', '--command', command]);
    const [cell] = record.cells;
    assert.equal(`${cell?.state}/${cell?.reason}`, 'blocked/tests-not-runnable');
    assert.match(cell?.message ?? '', message);
  });
}

for (const [what, command] of [
  ['a Python that loads no start files', 'cd {tests} && {python} -S -c "import thing"'],
  [
    'one that a test starts so',
    `cd {tests} && {python} -c "import subprocess, sys; subprocess.check_call([sys.executable, '-I', '-S', '-c', 'import sys; sys.path.insert(0, str()); import thing'])"`,
  ],
  [
    'an environment that the command makes itself',
    '{python} -m venv --without-pip made && cd {tests} && ../made/bin/python -c "import thing"',
  ],
  [
    'the Python that the environment was made of',
    'base=$({python} -c "import sys; print(sys._base_executable)") && cd {tests} && $base -c "import thing"',
  ],
  ['another home', 'cd {tests} && HOME=/tmp {python} -c "import thing"'],
] as const) {
  for (const sandbox of ['auto', 'off']) {
    test(`a checkout in the place of the release is seen with ${what} (sandbox ${sandbox})`, async () => {
      const args = ['--tests', checkout, '--command', command, '--sandbox', sandbox];
      const { record } = await indexed.matrix(['thing', ...args]);
      const [cell] = record.cells;
      assert.equal(`${cell?.state}/${cell?.reason}`, 'blocked/tests-not-runnable', cell?.message);
      assert.match(cell?.message ?? '', /checkout\/thing\/__init__\.py/);
    });
  }
}

test('a command over a checkout passes if something imports the release from its environment', async () => {
  for (const command of [
    '{python} -c "import thing"',
    'HOME=/tmp env -i {python} -c "import thing"',
    'ls {tests} && {python} -m compileall -q . && {python} -c "import thing"',
  ]) {
    const { record } = await indexed.matrix(['thing', '--tests', checkout, '--command', command]);
    const [cell] = record.cells;
    assert.equal(cell?.state, 'pass', cell?.message);
  }
});

test('in a sandbox a Python of the system is refused whoever names it, and what runs on one', async (t) => {
  await rig.write('runs.sh', 'exec /usr/bin/python3 -c pass\n');
  await rig.write('lines.py', '#!/usr/bin/python3\npass\n');
  for (const command of [
    `perl -e 'exec q(/usr/bin/python3), q(-c), q(pass)'`,
    'sh {tests}/runs.sh',
    'chmod +x {tests}/lines.py && {tests}/lines.py; true',
    'x=/usr/bin; $x/python3 -c pass',
  ]) {
    const args = ['--tests', 'runs.sh', '--tests', 'lines.py', '--command', command];
    const { record } = await indexed.matrix(['thing', '--python', '3.8', ...args]);
    if (record.run.sandbox === 'none' || !existsSync('/usr/bin/python3')) {
      t.skip('needs a sandbox and a Python of the system');
      return;
    }
    const [cell] = record.cells;
    assert.equal(`${cell?.state}/${cell?.reason}`, 'blocked/tests-not-runnable', command);
  }
});

test('python, python3 and the exact name are those of the cell, and other tools work', async () => {
  for (const command of [
    'python -c "import thing"',
    'python3 -c "import thing"',
    'python3 -c "import sys; sys.exit(sys.prefix == sys.base_prefix)"',
    'ls / | sort | head -1 | grep -q .',
    'env true && awk "BEGIN { exit 0 }"',
  ]) {
    const { record } = await indexed.matrix(['thing', '--command', command]);
    const [cell] = record.cells;
    assert.equal(`${cell?.state}/${cell?.reason}`, 'pass/clean', `${command}: ${cell?.message}`);
  }
});

test('what a project says about its tests judges no release of a package, not even of its own', async () => {
  for (const name of ['Mine', 'Thing']) {
    const table = `[project]\nname = "${name}"\nversion = "1"\n\n[tool.spip.test]\ncommand = "false"\n`;
    await rig.write('mine/pyproject.toml', table);
    await rig.write('mine/deep/nothing', '');
    for (const cwd of ['mine', 'mine/deep']) {
      const { record } = await indexed.matrix('thing spaced', { cwd });
      assert.deepEqual(
        record.cells.map(({ state, steps }) => [state, steps.map((step) => step.name)]),
        [
          ['pass', ['install', 'import']],
          ['pass', ['install', 'import']],
        ],
      );
    }
  }
});

test('nothing of it stays in the environment that is kept', async () => {
  const command = '{python} -c "import thing"';
  const { record } = await indexed.matrix(['thing', '--command', command, '--keep', 'all']);
  const kept = join(rig.cacheDir, 'kept', record.run.id);
  const files = await readdir(kept, { recursive: true });
  assert.ok(files.some((file) => file.endsWith('/thing.py')));
  assert.deepEqual(
    files.filter((file) => file.includes('spip-')),
    [],
  );
  const found = await indexed.run(['cache', 'verify']);
  assert.equal(found.status, 0, found.stdout);
});

// Not the real ones: a runner that can be started with `-m`, from a wheel beside the release.
const pytest = wheelFile({
  name: 'pytest',
  version: '9.0',
  files: {
    'pytest.py':
      'import sys, _pytest.main\nprint("ERROR: bad use\\nrootdir: x")\nsys.exit(int(sys.argv[1]))\n',
    '_pytest/__init__.py': '',
    '_pytest/main.py': '',
  },
});
const runners = await IndexedRig.open([pytest, wheelFile({ name: 'thing', version: '1.0' })]);
after(() => runners[Symbol.asyncDispose]());
await runners.rig.write('empty/test_none.py', 'import unittest\n');
await runners.rig.write('full/test_one.py', fullTest());

for (const [command, expected, message] of [
  ['python -m pytest 5', 'no-tests/none-collected', 'pytest collected no tests'],
  ['cd . && exec env A=1 timeout 60 python -X dev -m pytest 5', 'no-tests/none-collected', ''],
  ['python -m pytest 4', 'blocked/tests-not-runnable', 'ERROR: bad use'],
  ['python -m pytest 1', 'fail/tests-failed', ''],
  ['python -m unittest discover -s empty', 'no-tests/none-collected', 'unittest ran no tests'],
  ['python -m unittest discover -s full', 'pass/clean', ''],
] as const) {
  test(`\`${command}\` is ${expected}`, async () => {
    const tests = ['empty', 'full'].flatMap((name) => ['--tests', join(runners.rig.project, name)]);
    const args = ['thing', '--with', 'pytest', ...tests, '--command', command];
    const { record } = await runners.matrix(args);
    const [cell] = record.cells;
    assert.equal(`${cell?.state}/${cell?.reason}`, expected, cell?.message);
    assert.ok(cell?.message.includes(message), cell?.message);
  });
}

test('`python -m pytest` without pytest is blocked as `pytest` is', async () => {
  for (const command of [
    'pytest',
    'cd . && exec env A=1 pytest -q',
    'python -m pytest',
    '{python} -m pytest',
    'sh -c "python -m pytest -q"',
  ]) {
    const { record } = await runners.matrix(['thing', '--command', command]);
    const [cell] = record.cells;
    assert.equal(`${cell?.state}/${cell?.reason}`, 'blocked/tests-not-runnable');
    assert.match(
      cell?.message ?? '',
      /^`pytest` (?:is not in the environment|of this machine runs on .*): add `--with pytest`$/,
    );
  }
});

function fullTest(): string {
  return 'import unittest\nclass T(unittest.TestCase):\n    def test(self):\n        import thing\n';
}
