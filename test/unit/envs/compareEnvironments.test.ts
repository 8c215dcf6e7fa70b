import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareEnvironments } from '../../../src/envs/compareEnvironments.ts';
import type { LedgerEnvironment } from '../../../src/model/environmentDiff.ts';

function environment(
  base: string,
  packages: readonly object[],
  rows: readonly string[],
): LedgerEnvironment {
  return {
    commit: base,
    base,
    lockText: JSON.stringify({ schema_version: 1, packages }),
    manifestText: rows.map((row) => `${row.replaceAll(' ', '\t')}\n`).join(''),
  };
}

test('between two Pythons a file is the same file wherever site-packages lies', () => {
  const one = environment(
    'base/a',
    [],
    [
      'lib/python3.11/site-packages/six.py sha256:1 5 100644 six',
      'lib/python3.11/site-packages/old.py sha256:1 5 100644 six',
      'bin/six recipe:script - 100755 six',
    ],
  );
  const two = environment(
    'base/b',
    [],
    [
      'lib/python3.12/site-packages/six.py sha256:2 5 100644 six',
      'bin/six recipe:script - 100755 six',
    ],
  );
  assert.deepEqual(compareEnvironments(one, two).files, [
    {
      owner: 'six',
      added: [],
      removed: ['site-packages/old.py'],
      changed: ['site-packages/six.py'],
    },
  ]);
});

test('the same version from another file, another mode, and a path with another owner are changes', () => {
  const six = { name: 'six', version: '1', file: 'six-1-py3-none-any.whl', sha256: 'a' };
  const one = environment(
    'base/a',
    [six],
    ['six.py sha256:1 5 100644 six', 'x.py sha256:1 5 100644 six'],
  );
  const two = environment(
    'base/a',
    [{ ...six, file: 'six-1.tar.gz', sha256: 'b' }],
    ['six.py sha256:1 5 100755 six', 'x.py sha256:1 5 100644 other'],
  );
  const { packages, files } = compareEnvironments(one, two);
  assert.deepEqual(packages.changed, [
    { name: 'six', from: 'six-1-py3-none-any.whl', to: 'six-1.tar.gz' },
  ]);
  assert.deepEqual(files, [
    { owner: 'other', added: ['x.py'], removed: [], changed: [] },
    { owner: 'six', added: [], removed: ['x.py'], changed: ['six.py'] },
  ]);
  assert.deepEqual(compareEnvironments(two, two).files, []);
});
