import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byNamedScript, findTests } from '../../../src/owntests/findTests.ts';
import { namedScripts } from '../../../src/owntests/namedScripts.ts';
import { readProjectConfig } from '../../../src/owntests/projectConfig.ts';
import { memoryTree } from './memoryTree.ts';

/** What is named with such settings of tox's plain environment, beside such files. */
function named(settings: string, ...files: readonly string[]): string {
  const tree = memoryTree({
    'tox.ini': `[testenv]\n${settings}\n[testenv:lint]\ncommands = python lint.py\n`,
    'lint.py': '',
    ...Object.fromEntries(files.map((path) => [path, ''])),
  });
  const found = namedScripts(readProjectConfig(tree), tree.files);
  return found === undefined
    ? 'none'
    : [...found.paths, `in ${found.folder ?? 'their own'}`, ...found.args].join(' ');
}

test('the program that tox starts in its plain environment', () => {
  for (const [command, expected] of [
    ['commands = python runtests.py', 'runtests.py in '],
    ['commands = {envpython} {toxinidir}/runtests.py {posargs}', 'runtests.py in '],
    ['commands = python -W error ./runtests.py app1 app2', 'runtests.py in  app1 app2'],
    ['commands = coverage run --source=pkg runtests.py --runner x {posargs}', 'runtests.py in '],
    ['changedir = tests\ncommands = python check.py', 'tests/check.py in tests'],
    [
      'change_dir = {toxinidir}/tests\ncommands =\n  ls\n  python3.9 check.py',
      'tests/check.py in tests',
    ],
    ['commands = python other.py', 'none'],
    ['commands = pytest check.py', 'none'],
    ['commands = python -m build runtests_.py', 'none'],
  ] as const) {
    const files = expected === 'none' ? ['runtests_.py'] : ['runtests.py', 'tests/check.py'];
    assert.equal(named(command, ...files), expected, command);
  }
});

test('else a program with a name that is known for it', () => {
  for (const path of [
    'runtests.py',
    'run_tests.py',
    'run-tests.py',
    'tests/all_tests.py',
    'test/alltests.py',
    'testing/run_all_tests.py',
  ]) {
    assert.equal(named('deps = x', path), `${path} in `);
  }
  for (const path of ['setup.py', 'tests/lib/run_tests.py', 'pkg/runtests.py', 'runtests.txt']) {
    assert.equal(named('deps = x', path), 'none');
  }
});

test('programs are run where no file of tests is found, and else stand by', () => {
  const installed = ['pkg/__init__.py'];
  const find = (files: Readonly<Record<string, string>>): string => {
    const tree = memoryTree({ 'pkg/__init__.py': '', ...files });
    const config = readProjectConfig(tree);
    const found = findTests({ installed, tree, config, overrides: { paths: null } });
    const other = found && byNamedScript(found, config);
    return [found, other]
      .map((one) => (one ? [one.rule, ...one.targets].join(' ') : 'none'))
      .join(', ');
  };
  const starts = 'import unittest\nunittest.main()\n';
  assert.equal(find({ 'runtests.py': '' }), 'script runtests.py, none');
  assert.equal(
    find({ 'runtests.py': '', 'tests/test_a.py': '' }),
    'test-folder tests, script runtests.py',
  );
  assert.equal(
    find({ 'test/testlex.py': starts, 'test/testyacc.py': starts, 'test/testlib.py': '' }),
    'script test/testlex.py test/testyacc.py, none',
  );
  assert.equal(find({ 'test/testlib.py': 'text = "unittest.main()"\n' }), 'none, none');
  assert.equal(find({ 'bench/testlex.py': starts }), 'none, none');
});
