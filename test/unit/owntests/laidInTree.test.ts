import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundTests } from '../../../src/owntests/findTests.ts';
import { laidInTree } from '../../../src/owntests/laidInTree.ts';

const found: FoundTests = {
  rule: 'test-folder',
  from: 'sdist',
  targets: ['tests'],
  placed: ['tests/test_a.py'],
  overlaid: [],
  sources: [{ root: 'src', path: 'src/thing', name: 'thing' }],
};

test('what is installed lies in the place of its sources, once', () => {
  const twice = [...found.sources, { root: 'vendor', path: 'vendor/thing', name: 'thing' }];
  assert.deepEqual(laidInTree({ ...found, sources: twice }), {
    ...found,
    sources: twice,
    overlaid: found.sources,
  });
});

test('tests of the wheel are run there', () => {
  const installed = {
    ...found,
    from: 'wheel',
    targets: ['thing/tests', 'thing/sub/tests'],
  } as const;
  const laid = laidInTree(installed);
  assert.deepEqual(
    [laid?.from, laid?.targets],
    ['sdist', ['src/thing/tests', 'src/thing/sub/tests']],
  );
  assert.equal(laidInTree({ ...installed, targets: ['other/tests'] }), undefined);
});

test('nothing is laid where copies lie already, and where nothing can stand in a place', () => {
  assert.equal(laidInTree({ ...found, overlaid: found.sources }), undefined);
  assert.equal(laidInTree({ ...found, sources: [] }), undefined);
  const compiled = { root: '', path: 'fast.py', name: 'fast.cpython-313-x86_64-linux-gnu.so' };
  assert.equal(laidInTree({ ...found, sources: [compiled] }), undefined);
});
