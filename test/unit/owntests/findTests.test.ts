import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findTests } from '../../../src/owntests/findTests.ts';
import type { FoundTests } from '../../../src/owntests/findTests.ts';
import { projectOverrides } from '../../../src/owntests/overrides.ts';
import { readProjectConfig } from '../../../src/owntests/projectConfig.ts';
import { memoryTree } from './memoryTree.ts';

function find(
  installed: readonly string[],
  files?: Readonly<Record<string, string>>,
): FoundTests | undefined {
  const tree = files === undefined ? undefined : memoryTree(files);
  const config = tree === undefined ? undefined : readProjectConfig(tree);
  const overrides = config === undefined ? { paths: null } : projectOverrides(config);
  return findTests({ installed, tree, config, overrides });
}

/** Rule and targets, as one line. */
function shown(found: FoundTests | undefined): string {
  return found === undefined ? 'none' : [found.rule, found.from, ...found.targets].join(' ');
}

const srcLayout = {
  'src/attr/__init__.py': '',
  'src/attr/_make.py': '',
  'setup.py': '',
  'README.md': '',
};
const attr = ['attr/__init__.py', 'attr/_make.py'];

suite('where a release’s own tests are', () => {
  test('rule 1: folders of tests inside the installed package, the outermost ones', () => {
    const installed = [
      'pkg/__init__.py',
      'pkg/core/tests/__init__.py',
      'pkg/core/tests/sub/tests/test_deep.py',
      'pkg/core/tests/test_core.py',
      'pkg/_tests/core_test.py',
    ];
    assert.equal(shown(find(installed)), 'installed wheel pkg/_tests pkg/core/tests');
    assert.equal(
      shown(find(installed, { 'pkg/__init__.py': '', 'tests/test_other.py': '' })),
      'installed wheel pkg/_tests pkg/core/tests',
    );
  });

  test('a folder called test inside the installed package, where nothing else is found', () => {
    const installed = ['flakes/__init__.py', 'flakes/test/__init__.py', 'flakes/test/test_api.py'];
    assert.equal(shown(find(installed)), 'installed wheel flakes/test');
    const sources = Object.fromEntries(installed.map((path) => [path, '']));
    assert.equal(shown(find(installed, sources)), 'installed wheel flakes/test');
    const more = { ...sources, 'testing/test_more.py': '' };
    assert.equal(shown(find(installed, more)), 'test-folder sdist testing');
    assert.equal(find(['flakes/__init__.py', 'flakes/test/harness.py']), undefined);
    assert.equal(find(['test/test_api.py', 'flakes/__init__.py']), undefined);
  });

  test('rule 1: a bare tests.py, a folder of helpers and a top-level folder by mistake are no suite', () => {
    assert.equal(
      find([
        'jinja2/__init__.py',
        'jinja2/tests.py',
        'jinja2/tests/__init__.py',
        'jinja2/tests/helpers.py',
      ]),
      undefined,
    );
    assert.equal(find(['six.py', 'tests/__init__.py', 'tests/test_six.py']), undefined);
    assert.equal(
      shown(find(['six.py', 'tests/test_six.py'], { 'six.py': '', 'tests/test_six.py': '' })),
      'test-folder sdist tests',
    );
  });

  test('files of plain names in a folder of tests, where nothing else is found', () => {
    const files = { 'decorator.py': '', 'tests/test.py': '', 'tests/documentation.py': '' };
    assert.equal(shown(find(['decorator.py'], files)), 'test-folder sdist tests/test.py');
    const inSrc = { 'src/decorator.py': '', 'src/tests/test.py': '' };
    assert.equal(shown(find(['decorator.py'], inSrc)), 'test-folder sdist src/tests/test.py');
    const more = { ...files, 'tests/test_more.py': '' };
    assert.equal(shown(find(['decorator.py'], more)), 'test-folder sdist tests');
    assert.equal(find(['decorator.py'], { 'decorator.py': '', 'tests.py': '' }), undefined);
    assert.equal(find(['decorator.py'], { 'decorator.py': '', 'tests/a/test.py': '' }), undefined);
  });

  test('rule 2: testpaths of the configuration that exist, before folders of usual names', () => {
    const files = {
      ...srcLayout,
      'checks/test_a.py': '',
      'more/b_test.py': '',
      'tests/test_c.py': '',
    };
    for (const config of [
      {
        'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["checks", "./more/", "missing"]',
      },
      { 'pyproject.toml': '[tool.pytest]\ntestpaths = ["checks", "more"]' },
      { 'setup.cfg': '[tool:pytest]\ntestpaths =\n  checks\n  more' },
      { 'tox.ini': '[pytest]\ntestpaths = checks more' },
      { 'pytest.ini': '[pytest]\ntestpaths = checks "more"' },
    ]) {
      assert.equal(shown(find(attr, { ...files, ...config })), 'testpaths sdist checks more');
    }
    assert.equal(shown(find(attr, files)), 'test-folder sdist tests');
  });

  test('rule 2: testpaths with documents beside those with tests, but not alone', () => {
    const asked = '[pytest]\ntestpaths = tests docs missing';
    const docs = { ...srcLayout, '.pytest.ini': asked, 'docs/usage.rst': '', 'docs/conf.py': '' };
    const files = { ...docs, 'tests/test_c.py': '' };
    assert.equal(shown(find(attr, files)), 'testpaths sdist tests docs');
    assert.equal(shown(find(attr, docs)), 'none');
  });

  test('rule 2: the file that pytest would choose decides, even an empty one of its own', () => {
    const files = { ...srcLayout, 'checks/test_a.py': '', 'tests/test_c.py': '' };
    const toml = '[tool.pytest.ini_options]\ntestpaths = ["checks"]';
    assert.equal(
      shown(find(attr, { ...files, 'pyproject.toml': toml, 'pytest.ini': '' })),
      'test-folder sdist tests',
    );
    assert.equal(
      shown(find(attr, { ...files, 'pyproject.toml': 'not [ toml' })),
      'test-folder sdist tests',
    );
  });

  test('rule 2: test, testing, and files that only python_files calls tests', () => {
    assert.equal(
      shown(find(attr, { ...srcLayout, 'test/test_a.py': '' })),
      'test-folder sdist test',
    );
    assert.equal(
      shown(find(attr, { ...srcLayout, 'testing/a_test.py': '' })),
      'test-folder sdist testing',
    );
    assert.equal(shown(find(attr, { ...srcLayout, 'tests/helper.py': '' })), 'none');
    const inSrc = { ...srcLayout, 'src/tests/test_a.py': '' };
    assert.equal(shown(find(attr, inSrc)), 'test-folder sdist src/tests');
    const both = { ...inSrc, 'testing/test_a.py': '' };
    assert.equal(shown(find(attr, both)), 'test-folder sdist testing');
    assert.equal(
      shown(
        find(attr, {
          ...srcLayout,
          'tests/check_a.py': '',
          'pytest.ini': '[pytest]\npython_files = check_*.py',
        }),
      ),
      'test-folder sdist tests',
    );
  });

  test('everything is placed but what is installed, what installs it, and its metadata', () => {
    const found = find(attr, {
      ...srcLayout,
      'conftest.py': '',
      'pyproject.toml': '',
      'src/attrs.egg-info/PKG-INFO': '',
      'src/data.json': '',
      'tests/attr/__init__.py': 'a folder of that name among the tests is none of its sources',
      'tests/data/x.bin': '',
      'tests/test_make.py': '',
    });
    assert.deepEqual(found?.placed, [
      'README.md',
      'conftest.py',
      'pyproject.toml',
      'src/data.json',
      'tests/attr/__init__.py',
      'tests/data/x.bin',
      'tests/test_make.py',
    ]);
  });

  test('sources are found in whatever folder holds them, compiled and generated ones too', () => {
    const installed = [
      'yaml/__init__.py',
      'yaml/_yaml.cpython-311-x86_64-linux-gnu.so',
      '_yaml/__init__.py',
      'top.py',
      'top-1.dist-info/METADATA',
    ];
    const found = find(installed, {
      'lib/yaml/__init__.py': '',
      'lib/yaml/_yaml.pyx': '',
      'lib/_yaml/__init__.py': '',
      'python/src/top.py': '',
      'tests/test_a.py': '',
    });
    assert.deepEqual(found?.placed, ['tests/test_a.py']);
  });

  test('a namespace is no package: what it holds is', () => {
    const found = find(['zope/interface/__init__.py', 'zope/interface/a.py'], {
      'src/zope/interface/__init__.py': '',
      'src/zope/interface/a.py': '',
      'tests/test_a.py': '',
    });
    assert.deepEqual(found?.placed, ['tests/test_a.py']);
  });

  test('rule 3: tests in the package that the wheel leaves out keep their path', () => {
    const found = find(['pkg/__init__.py', 'pkg/a.py'], {
      'pkg/__init__.py': '',
      'pkg/a.py': '',
      'pkg/setup_only.py': 'hides nothing, and is not placed',
      'pkg/tests/__init__.py': '',
      'pkg/tests/data/x.json': '',
      'pkg/tests/test_a.py': 'from pkg import a\n',
    });
    assert.equal(shown(found), 'inside-package sdist pkg/tests');
    assert.deepEqual(found?.placed, [
      'pkg/tests/__init__.py',
      'pkg/tests/data/x.json',
      'pkg/tests/test_a.py',
    ]);
    assert.deepEqual(found?.overlaid, []);
  });

  for (const line of [
    'from ..a import f',
    'from . import helper',
    'import pkg.tests.helper',
    '    from pkg.tests import helper',
  ]) {
    test(`rule 3: over a copy of the installed package for \`${line.trim()}\``, () => {
      const found = find(['pkg/__init__.py', 'pkg/a.py'], {
        'src/pkg/__init__.py': '',
        'src/pkg/a.py': '',
        'src/pkg/tests/test_a.py': `def test():\n    pass\n${line}\n`,
      });
      assert.equal(shown(found), 'inside-package sdist src/pkg/tests');
      assert.deepEqual(found?.overlaid, [{ root: 'src', path: 'src/pkg', name: 'pkg' }]);
    });
  }

  test('rule 3: tests beside the modules of the package', () => {
    const found = find(['pkg/__init__.py'], {
      'pkg/__init__.py': '',
      'pkg/test_a.py': 'import pkg\n',
    });
    assert.equal(shown(found), 'inside-package sdist pkg/test_a.py');
  });

  test('rule 4: test_*.py at the root and in src, never the module itself, never a bare tests.py', () => {
    assert.equal(
      shown(find(['six.py'], { 'six.py': '', 'test_six.py': '', 'helper.py': '' })),
      'beside-module sdist test_six.py',
    );
    assert.equal(
      shown(find(['six.py'], { 'src/six.py': '', 'src/test_six.py': '' })),
      'beside-module sdist src/test_six.py',
    );
    assert.equal(shown(find(['test_tool.py'], { 'test_tool.py': '' })), 'none');
    assert.equal(shown(find(['six.py'], { 'six.py': '', 'tests.py': '', 'test.py': '' })), 'none');
    const helped = find(['six.py'], { 'six.py': '', 'test_six.py': '', 'helper.py': '' });
    assert.deepEqual(helped?.placed, ['helper.py', 'test_six.py']);
  });

  test('rule 6: none', () => {
    assert.equal(find(['pkg/__init__.py']), undefined);
    assert.equal(
      find(['pkg/__init__.py'], { 'pkg/__init__.py': '', 'docs/test_docs.py': '' }),
      undefined,
    );
  });

  test('a project may say it itself; paths that do not exist say nothing', () => {
    const files = { ...srcLayout, 'tests/test_a.py': '', 'checks/run.py': '' };
    const config = (paths: string): string => `[tool.spip.own-tests]\npaths = ${paths}`;
    assert.equal(
      shown(find(attr, { ...files, 'pyproject.toml': config('["checks/", "gone"]') })),
      'override sdist checks',
    );
    assert.equal(
      shown(find(attr, { ...files, 'pyproject.toml': config('["gone"]') })),
      'test-folder sdist tests',
    );
    assert.equal(
      shown(find(attr, { ...files, 'pyproject.toml': config('["src/attr"]') })),
      'test-folder sdist tests',
    );
  });
});
