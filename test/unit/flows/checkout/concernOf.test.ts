import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concernOf } from '../../../../src/flows/checkout/concernOf.ts';
import { readProjectConfig } from '../../../../src/owntests/projectConfig.ts';

function concern(
  changed: readonly string[],
  more: {
    readonly args?: readonly string[];
    readonly gone?: readonly string[];
    readonly config?: string;
  } = {},
): unknown {
  const { args = [], gone = [], config = '' } = more;
  const read = (path: string): string | undefined =>
    path === 'pyproject.toml' ? config : undefined;
  const there = changed.filter((path) => !gone.includes(path));
  const found = concernOf(
    { changed, there, args },
    { config: readProjectConfig({ files: [], read }) },
  );
  return found.kind === 'files' ? found.paths : found.kind;
}

for (const [what, found, expected] of [
  [
    'files of tests',
    concern(['tests/test_a.py', 'tests/b_test.py']),
    ['tests/test_a.py', 'tests/b_test.py'],
  ],
  ['documents beside them', concern(['docs/a.txt', 'tests/test_a.py']), ['tests/test_a.py']],
  ['options of the runner', concern(['tests/test_a.py'], { args: ['-x'] }), ['tests/test_a.py']],
  ['files that are named', concern(['tests/test_a.py'], { args: ['tests/test_b.py'] }), 'all'],
  [
    'a file of tests that is gone',
    concern(['tests/test_a.py'], { gone: ['tests/test_a.py'] }),
    'all',
  ],
  ['what all tests share', concern(['tests/test_a.py', 'tests/conftest.py']), 'all'],
  ['the package', concern(['src/thing/__init__.py']), 'all'],
  ['settings', concern(['pyproject.toml']), 'all'],
  ['the README, which is part of the wheel', concern(['README.md']), 'all'],
  ['documents', concern(['docs/index.rst', 'CHANGES.md']), 'nothing'],
  [
    'documents with doctests',
    concern(['docs/index.rst'], {
      config: '[tool.pytest.ini_options]\naddopts = "--doctest-glob=*.rst"\n',
    }),
    'all',
  ],
] as const) {
  test(`an edit of ${what}`, () => {
    assert.deepEqual(found, expected);
  });
}
