import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkoutFiles } from '../../../../src/flows/checkout/checkoutFiles.ts';
import { readProjectConfig } from '../../../../src/owntests/projectConfig.ts';

interface Layout {
  readonly files: readonly string[];
  readonly installed: readonly string[];
  readonly args?: readonly string[];
  readonly config?: string;
}

function placed({ files, installed, args = [], config = '' }: Layout): readonly unknown[] {
  const read = (path: string): string | undefined =>
    path === 'pyproject.toml' ? config : undefined;
  const found = checkoutFiles({
    name: 'my-thing',
    files,
    installed,
    args,
    config: readProjectConfig({ files: [], read }),
  });
  return [found.placed, found.overlaid.map(({ path }) => path), found.modules];
}

test('the modules of a project are not placed, wherever they lie; all else is', () => {
  assert.deepEqual(
    placed({
      files: [
        'README',
        'setup.py',
        'src/thing/__init__.py',
        'src/thing/data.txt',
        'tests/test_a.py',
      ],
      installed: ['thing/__init__.py'],
    }),
    [['README', 'setup.py', 'tests/test_a.py'], [], ['thing']],
  );
  assert.deepEqual(
    placed({
      files: ['thing.py', 'my_thing.py', 'my_thing.egg-info/PKG-INFO', 'test_a.py', 'helper.py'],
      installed: ['thing.py'],
    }),
    [['helper.py', 'test_a.py'], [], ['my_thing']],
  );
});

test('a package that looks like the project’s is watched, also where nothing installs it; helpers are not', () => {
  assert.deepEqual(
    placed({
      files: [
        'other/__init__.py',
        'tools/__init__.py',
        'testlib/__init__.py',
        'lib_tests/__init__.py',
        'suite/__init__.py',
        'suite/test_a.py',
      ],
      installed: ['thing/__init__.py'],
    })[2],
    ['other'],
  );
});

const inside: Layout = {
  files: [
    'thing/__init__.py',
    'thing/core.py',
    'thing/data.txt',
    'thing/conftest.py',
    'thing/tests/__init__.py',
    'thing/tests/test_a.py',
    'thing/tests/data.txt',
    'thing/test_b.py',
    'pyproject.toml',
  ],
  installed: ['thing/__init__.py', 'thing/core.py', 'thing/test_b.py'],
};

test('tests inside of a package lie in a copy of what is installed, with nothing else of the tree', () => {
  assert.deepEqual(placed(inside).slice(0, 2), [
    [
      'pyproject.toml',
      'thing/conftest.py',
      'thing/tests/__init__.py',
      'thing/tests/data.txt',
      'thing/tests/test_a.py',
    ],
    ['thing'],
  ]);
});

test('only where they are collected from', () => {
  const withTests = { ...inside, files: [...inside.files, 'tests/test_c.py'] };
  const copies = (more: Partial<Layout>): unknown => placed({ ...withTests, ...more })[1];
  assert.deepEqual(copies({ args: ['-k', 'x', 'tests/test_c.py::test'] }), []);
  assert.deepEqual(copies({ args: ['thing/tests'] }), ['thing']);
  assert.deepEqual(copies({ config: '[tool.pytest.ini_options]\ntestpaths = "tests"\n' }), []);
  assert.deepEqual(copies({ config: '[tool.pytest.ini_options]\ntestpaths = ["t*"]\n' }), [
    'thing',
  ]);
});

test('doctests are those of what is installed', () => {
  const files = ['src/thing/__init__.py', 'tests/test_a.py'];
  const installed = ['thing/__init__.py'];
  assert.deepEqual(placed({ files, installed, args: ['--doctest-modules'] })[1], ['src/thing']);
  assert.deepEqual(placed({ files, installed })[1], []);
});
