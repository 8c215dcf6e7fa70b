import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packagesTable } from '../../../../src/report/text/packagesTable.ts';
import { reportOf, result } from '../world.ts';

const failed = { state: 'fail', reason: 'tests-failed' } as const;
const decided = { state: 'not-applicable', reason: 'requires-python' } as const;

test('the worst of each package on each Python, and how many of its cells passed', () => {
  const report = reportOf(
    [
      result('a 2.0 3.9'),
      result('a 1.0 3.9'),
      result('a 2.0 3.12', failed),
      result('a 1.0 3.12'),
      result('bb 1.0 3.9', decided),
      result('bb 1.0 3.12 numpy=1'),
      result('bb 1.0 3.12 numpy=2'),
      result('c 1.0 3.12'),
      result('d 1.0 pypy3.9', { state: 'pass', reason: 'flaky' }),
    ],
    { a: 2, bb: 1, c: 1, d: 1 },
  );
  const look = { color: false, unicode: true, columns: () => 80 };
  assert.equal(
    packagesTable(report, look),
    `    3.9  3.12   pypy3.9
a   ✓ 2  ✗ 1/2
bb  ·    ✓ 2
c        ✓ 1
d               ≈ 1
`,
  );
  assert.equal(packagesTable(reportOf([result('a 2.0 3.9')], { a: 1 }), look), '');
  const narrow = packagesTable(report, { ...look, columns: () => 25 });
  assert.deepEqual(
    narrow.split('\n').filter((line) => line.startsWith(' ')),
    ['    3.9  3.12', '    pypy3.9'],
  );
});
