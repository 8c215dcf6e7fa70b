import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  firstOverrides,
  projectOverrides,
  userOverrides,
} from '../../../src/owntests/overrides.ts';
import { readProjectConfig } from '../../../src/owntests/projectConfig.ts';
import { testRequirements } from '../../../src/owntests/testRequirements.ts';
import type { TestRequirements } from '../../../src/owntests/testRequirements.ts';
import { toxRunner } from '../../../src/owntests/toxDeps.ts';
import { memoryTree } from './memoryTree.ts';

const nothingSaid = { runner: null, paths: null, requires: null, args: null, env: null };

function needs(
  files: Readonly<Record<string, string>>,
  provided: readonly string[] = [],
): TestRequirements {
  const tree = memoryTree(files);
  const config = readProjectConfig(tree);
  return testRequirements({
    name: 'pkg',
    provided,
    tree,
    config,
    overrides: projectOverrides(config),
  });
}

/** Source, extras, requirements and what was left out, as one line. */
function shown(found: TestRequirements): string {
  const parts = [
    found.source,
    found.extras.join(','),
    found.requirements.join(', '),
    found.leftOut.join(', '),
  ];
  return parts.join(' | ');
}

const pyproject = (text: string): Record<string, string> => ({ 'pyproject.toml': text });

suite('what the tests of a release need', () => {
  const cases: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string>>,
    expected: string,
    provided?: readonly string[],
  ])[] = [
    ['nothing is said: pytest alone', {}, ' |  | pytest | '],
    [
      'a dependency group, with what it includes',
      pyproject(
        '[dependency-groups]\ntests = ["pytest>=8", {include-group = "base"}]\nbase = ["hypothesis"]',
      ),
      'dependency group tests |  | pytest>=8, hypothesis | ',
    ],
    [
      'a broken group is none',
      pyproject('[dependency-groups]\ntest = [{include-group = "gone"}]\ndev = ["mock"]'),
      'dependency group dev |  | mock, pytest | ',
    ],
    [
      'a group before an extra, an extra before tox',
      { ...pyproject('[dependency-groups]\ntest = ["a"]'), 'tox.ini': '[testenv]\ndeps = b' },
      'dependency group test |  | a, pytest | ',
      ['test'],
    ],
    [
      'an extra',
      { 'tox.ini': '[testenv]\ndeps = b' },
      'extra testing | testing | pytest | ',
      ['docs', 'testing'],
    ],
    [
      'the release itself: only its extras',
      pyproject('[dependency-groups]\ntest = ["Pkg[Fast, gone]>=1", "mock"]'),
      'dependency group test | fast | mock, pytest | ',
      ['fast'],
    ],
    [
      'tox: sections, factors, files, comments, extras',
      {
        'tox.ini': [
          '[base]',
          'deps =',
          '  mock # why',
          '[testenv]',
          'deps =',
          '  {[base]deps}',
          '  py27,py3{5,6}: enum34 ; os_name == "posix"',
          '  py{27}: six',
          '  cov: coverage',
          '  -r{toxinidir}/requirements/test.txt',
          '  -c constraints.txt',
          'extras = ci',
        ].join('\n'),
        'requirements/test.txt': 'pytest-mock\n-r base.txt\n-r ../../out.txt\n',
        'requirements/base.txt':
          'yaml @ https://example.org/yaml.zip\n--index-url https://example.org\nattrs\n',
      },
      'tox | ci | mock, enum34; (os_name == "posix") and (python_version == "2.7" or python_version == "3.5" or python_version == "3.6"), six; python_version == "2.7", pytest-mock, attrs, pytest | -r ../../out.txt, yaml @ https://example.org/yaml.zip',
      ['ci'],
    ],
    [
      'tox in pyproject.toml, both ways',
      pyproject('[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ndeps = mock\n"""'),
      'tox |  | mock, pytest | ',
    ],
    [
      'tox in its own tables',
      pyproject(
        '[tool.tox.env_run_base]\ndeps = ["mock"]\ndependency_groups = ["ci"]\n[dependency-groups]\nci = ["six"]',
      ),
      'tox |  | mock, six, pytest | ',
    ],
    [
      'a [testenv] without deps says nothing',
      { 'tox.ini': '[testenv]\ncommands = pytest' },
      ' |  | pytest | ',
    ],
    [
      'hatch',
      pyproject(
        '[tool.hatch.envs.hatch-test]\nextra-dependencies = ["mock"]\n[tool.hatch.envs.default]\ndependencies = ["other"]',
      ),
      'hatch environment hatch-test |  | mock, pytest | ',
    ],
    [
      'a file of tests before one of development',
      { 'requirements-dev.txt': 'a', 'tests/requirements.txt': 'b' },
      'tests/requirements.txt |  | b, pytest | ',
    ],
    [
      'the file that people wrote',
      { 'requirements/tests.txt': 'a==1', 'requirements/tests.in': 'a' },
      'requirements/tests.in |  | a, pytest | ',
    ],
    [
      'development',
      { 'dev-requirements.txt': 'a\n-e .[fast]\n' },
      'dev-requirements.txt | fast | a, pytest | ',
      ['fast'],
    ],
    [
      'requirements of the release itself are none of its tests',
      { 'requirements.txt': 'a' },
      ' |  | pytest | ',
    ],
    [
      'groups of Poetry',
      pyproject(
        '[tool.poetry.group.test.dependencies]\npython = "^3.8"\npytest = "^7.1"\nmock = {version = "~4", extras = ["x"], markers = "os_name == \'posix\'"}\nhere = {path = "."}\nall = "*"\nexact = "1.0"',
      ),
      "group test |  | pytest>=7.1, mock[x]>=4; os_name == 'posix', all, exact==1.0 | ",
    ],
    [
      'groups of uv and PDM',
      pyproject('[tool.uv]\ndev-dependencies = ["a"]\n[tool.pdm.dev-dependencies]\ntest = ["b"]'),
      'group test |  | b, pytest | ',
    ],
    [
      'tests_require of setup.cfg',
      { 'setup.cfg': '[options]\ntests_require =\n  mock\n  six' },
      'tests_require |  | mock, six, pytest | ',
    ],
    [
      'tests_require of setup.py',
      { 'setup.py': 'setup(tests_require=["mock>=1", \'six\'])' },
      'tests_require |  | mock>=1, six, pytest | ',
    ],
    [
      'the project says it itself',
      pyproject(
        '[tool.spip.own-tests]\nrequires = ["mock"]\nrunner = "unittest"\n[dependency-groups]\ntest = ["a"]',
      ),
      '[tool.spip.own-tests] |  | mock | ',
    ],
    [
      'what nobody can read is left out',
      pyproject('[dependency-groups]\ntest = ["a", "b c d"]'),
      'dependency group test |  | a, pytest | b c d',
    ],
    [
      'plugins that the configuration names',
      pyproject(
        '[tool.pytest.ini_options]\naddopts = "-ra --cov=pkg --cov-report xml -n auto"\ntimeout = 10\nasyncio_mode = "auto"\nrequired_plugins = ["pytest-django>=3"]',
      ),
      ' |  | pytest, pytest-cov, pytest-xdist, pytest-timeout, pytest-asyncio, pytest-django>=3 | ',
    ],
    [
      'a plugin that is asked for already',
      {
        'pytest.ini': '[pytest]\naddopts = --cov -n2',
        ...pyproject('[dependency-groups]\ntest = ["pytest_cov<5", "PyTest==7"]'),
      },
      'dependency group test |  | pytest_cov<5, PyTest==7, pytest-xdist | ',
    ],
  ];
  for (const [name, files, expected, provided] of cases) {
    test(name, () => assert.equal(shown(needs(files, provided)), expected));
  }

  test('the commands of tox tell which runner it is, where they are plain', () => {
    const runner = (commands: string): string | undefined =>
      toxRunner(
        readProjectConfig(
          memoryTree({
            'tox.ini': `[base]\nrun = python -m unittest\n[testenv]\ncommands =\n  ${commands}`,
          }),
        ),
      );
    assert.equal(
      runner('coverage run --source=pkg -m unittest discover {toxinidir}/tests'),
      'unittest',
    );
    assert.equal(runner('{[base]run}'), 'unittest');
    assert.equal(runner('pytest -m unittest'), undefined);
    assert.equal(runner('python -m unittest\n  py.test'), undefined);
    assert.equal(runner('stestr run'), undefined);
  });

  test('members of the wrong kind are named where the user wrote them, and else absent', () => {
    const table = { runner: 'nose', paths: 'a', env: { A: '1' }, odd: 1 };
    const config = readProjectConfig(
      memoryTree(
        pyproject('[tool.spip.own-tests]\nrunner = "nose"\npaths = "a"\nenv = {A = "1"}\nodd = 1'),
      ),
    );
    const read = projectOverrides(config);
    assert.deepEqual({ ...read, env: { ...read.env } }, { ...nothingSaid, env: { A: '1' } });
    for (const key of ['runner', 'paths', 'odd'] as const) {
      assert.throws(() => userOverrides({ [key]: table[key] }, 'six'), {
        code: 'invalid-settings',
        message: new RegExp(`\\[tool\\.spip\\.own-tests\\.packages\\.six\\]: \`${key}\`$`),
      });
    }
    assert.deepEqual(userOverrides({ env: table.env }, 'six'), { ...nothingSaid, env: { A: '1' } });
    assert.deepEqual(userOverrides(undefined, 'six'), nothingSaid);
  });

  test('the user is believed before the sdist, member by member', () => {
    const first = { ...nothingSaid, runner: 'pytest', args: [] } as const;
    const second = { ...nothingSaid, runner: 'unittest', args: ['-x'], paths: ['a'] } as const;
    assert.deepEqual(firstOverrides(first, second), { ...first, paths: ['a'] });
  });
});

test('files and sections that ask for each other again and again are read once', () => {
  const again = (line: string): string => `${line}\n`.repeat(200);
  const files = needs({
    'requirements-test.txt': `${again('-r a.txt')}one\n`,
    'a.txt': `${again('-r b.txt')}${again('-r a.txt')}two\n`,
    'b.txt': `${again('-r requirements-test.txt')}${again('-r c.txt')}three\n`,
    'c.txt': again('-r b.txt'),
  });
  // The first file once more, where it is named.
  assert.deepEqual(files.requirements, ['one', 'three', 'two', 'one', 'pytest']);
  const sections = needs({
    'tox.ini': `[testenv]\ndeps =\n  one\n${again('  {[a]deps}')}[a]\ndeps =\n  two\n${again('  {[b]deps}')}[b]\ndeps =\n${again('  {[a]deps}')}`,
  });
  assert.deepEqual(sections.requirements, ['one', 'two', 'pytest']);
  const many = Array.from({ length: 5000 }, (_, number) => `p${number}\n`).join('');
  assert.equal(needs({ 'requirements-test.txt': many }).requirements.length, 1001);
  const odd = needs({ 'requirements-test.txt': `${'!'.repeat(1000)}\n`.repeat(1000) });
  assert.ok(odd.leftOut.join('').length < 50_000);
});
