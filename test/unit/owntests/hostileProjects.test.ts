// Projects whose files mean to keep spip busy or to break it: each of these would take minutes, or end in a bug.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fnmatch } from '../../../src/lib/fnmatch.ts';
import { parseIni } from '../../../src/lib/parseIni.ts';
import { findTests } from '../../../src/owntests/findTests.ts';
import { importedModules } from '../../../src/owntests/importedModules.ts';
import { readProjectConfig } from '../../../src/owntests/projectConfig.ts';
import { testRequirements } from '../../../src/owntests/testRequirements.ts';
import { memoryTree } from './memoryTree.ts';

const million = 1_000_000;

/** What is found of a project with these files beside its module `thing`. */
function look(files: Readonly<Record<string, string>>): {
  readonly targets: readonly string[] | undefined;
  readonly requirements: readonly string[];
} {
  const tree = memoryTree({ 'thing/__init__.py': '', ...files });
  const config = readProjectConfig(tree);
  const { requirements } = testRequirements({
    name: 'thing',
    provided: [],
    tree,
    config,
    overrides: { requires: null, runner: null },
  });
  const found = findTests({
    installed: ['thing/__init__.py'],
    tree,
    config,
    overrides: { paths: null },
  });
  return { targets: found?.targets, requirements };
}

suite('patterns of files', () => {
  test('with more stars than anybody could try', () => {
    const pytest = `[pytest]\npython_files = ${'*a'.repeat(60)}b ${'*.py '.repeat(million)}\n`;
    const long = `tests/${'a'.repeat(250)}.py`;
    assert.equal(look({ 'pytest.ini': pytest, [long]: '' }).targets, undefined);
  });

  for (const pattern of ['[', 'check_[.py', '[z-a].py', '[!', '(*.py', '*.py\\', '[]', '[]-a]*']) {
    test(`\`${pattern}\` is no bug`, () => {
      const files = {
        'pytest.ini': `[pytest]\npython_files = ${pattern}\n`,
        'tests/test_a.py': '',
      };
      assert.deepEqual(look(files).targets, ['tests']);
    });
  }

  const pairs: readonly (readonly [pattern: string, yes: string, no: string])[] = [
    ['check_*.py', 'check_a.py', 'a_check_.py'],
    ['*_t?st.py', 'a_test.py', 'a_tst.py'],
    ['[a-c]*.py', 'b.py', 'd.py'],
    ['[!a-c]*.py', 'd.py', 'b.py'],
    ['[]]x', ']x', '[x'],
    ['[!]]x', 'ax', ']x'],
    ['x[', 'x[', 'x'],
    ['[a-]', '-', 'b'],
    ['a*b*c', 'aXbYc', 'aXbY'],
    ['**a', 'bba', 'bb'],
  ];
  for (const [pattern, yes, no] of pairs) {
    test(`\`${pattern}\` holds as in Python`, () => {
      assert.deepEqual([fnmatch(pattern)(yes), fnmatch(pattern)(no)], [true, false]);
    });
  }
});

suite('configuration', () => {
  test('a million folders of tests, none of which is there', () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, number) => [`tests/test_${number}.py`, '']),
    );
    const pytest = `[pytest]\ntestpaths = ${'nowhere '.repeat(million)}\n`;
    assert.deepEqual(look({ ...files, 'pytest.ini': pytest }).targets, ['tests']);
    assert.deepEqual(
      look({ ...files, 'pytest.ini': '[pytest]\ntestpaths = .//tests/./\n' }).targets,
      ['tests'],
    );
  });

  test('lines of settings without an end', () => {
    assert.throws(() => parseIni(`[a]\nb${' '.repeat(million)}c`, 'x'), {
      code: 'invalid-settings',
    });
    const many =
      parseIni(`[a]\nb =\n${' c\n'.repeat(million)}`, 'x')
        .get('a')
        ?.get('b') ?? '';
    assert.equal(many.length, 2 * million - 1);
  });

  test('factors of tox', () => {
    const deps = [`${'a'.repeat(million)}: x`, `py3{${'{'.repeat(million)}: x`, 'py311: helper'];
    const tox = `[testenv]\ndeps =\n${deps.map((line) => `  ${line}\n`).join('')}`;
    const { requirements } = look({ 'tox.ini': tox, 'tests/test_a.py': '' });
    assert.ok(requirements.includes('helper; python_version == "3.11"'));
  });

  test('lists of requirements that nobody closes', () => {
    const setup = 'tests_require=['.repeat(million / 4);
    assert.deepEqual(look({ 'setup.py': setup }).requirements, ['pytest']);
    const spaces = `tests_require${' '.repeat(million)}`;
    assert.deepEqual(look({ 'setup.py': spaces }).requirements, ['pytest']);
    const closed = 'tests_require = [\'helper\', "other"]';
    assert.deepEqual(look({ 'setup.py': closed }).requirements, ['helper', 'other', 'pytest']);
  });
});

suite('files', () => {
  test('thousands of folders of tests in a package', () => {
    const files = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, number) => [`thing/p${number}/tests/test_a.py`, '']),
    );
    assert.equal(look(files).targets?.length, 20_000);
  });

  test('names that are no names of modules', () => {
    const odd = {
      'thing/a(b/test_x.py': 'import thing.a(b.test_x\n',
      'thing/[/test_y.py': `${'from thing.[\n'.repeat(1000)}`,
      'thing/c/test_z.py': 'import thing.c.test_z.more\n',
    };
    assert.deepEqual(look(odd).targets, Object.keys(odd).toSorted());
  });

  test('imports as long as the file', () => {
    const names = [`import ${'a.'.repeat(million)}`, `from ${'b'.repeat(million)} import c`];
    const text = `${names.join('\n')}\nimport${' '.repeat(million)}\nimport d, e\n`;
    assert.ok(importedModules(text).includes('e'));
    assert.equal(
      look({ 'thing/t/test_a.py': `import ${'thing.'.repeat(million)}` }).targets?.[0],
      'thing/t/test_a.py',
    );
  });
});
