import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Evidence } from '../../../../src/testrun/evidence/readEvidence.ts';
import {
  foreignTest,
  lastError,
  toldByRunner,
} from '../../../../src/testrun/steps/runnerVerdict.ts';

const pytest: Evidence = { kind: 'runner', name: 'pytest', tests: 0 };
const unittest = (tests: number): Evidence => ({ kind: 'runner', name: 'unittest', tests });
const missing: Evidence = { kind: 'missing', name: 'pytest' };

const cases: readonly (readonly [
  what: string,
  status: number,
  evidence: readonly Evidence[],
  expected: string | undefined,
])[] = [
  ['pytest collected nothing', 5, [pytest], 'no-tests/none-collected'],
  ['pytest was used wrongly', 4, [pytest], 'blocked/tests-not-runnable'],
  ['pytest found failures', 1, [pytest], undefined],
  ['pytest passed', 0, [pytest], undefined],
  ['something else exits with 5', 5, [], undefined],
  ['unittest ran nothing, up to 3.11', 0, [unittest(0)], 'no-tests/none-collected'],
  ['unittest ran nothing, since 3.12', 5, [unittest(0)], 'no-tests/none-collected'],
  ['unittest ran nothing and then something', 0, [unittest(0), unittest(2)], undefined],
  ['unittest ran nothing and failed', 1, [unittest(0)], undefined],
  ['unittest below pytest', 0, [pytest, unittest(0)], undefined],
  ['pytest is not there', 1, [missing], 'blocked/tests-not-runnable'],
  ['pytest is not there, and nobody minds', 0, [missing], undefined],
];
for (const [what, status, evidence, expected] of cases) {
  test(what, () => {
    const told = toldByRunner(status, evidence)?.verdict;
    assert.equal(told && `${told.state}/${told.reason}`, expected);
  });
}

test('a hidden module counts more than a tool, and each names its way out', () => {
  const module: Evidence = { kind: 'module', name: 'six', file: '/cell/cwd/six.py' };
  const tool = (name: string): Evidence => ({ kind: 'tool', name });
  assert.equal(
    foreignTest([tool('pytest'), module]),
    '`import six` took `/cell/cwd/six.py`, which hides the release: rename it, or run the tests from elsewhere',
  );
  assert.equal(
    foreignTest([tool('pytest')]),
    '`pytest` of this machine runs on another Python than that of the cell: add `--with pytest`',
  );
  assert.equal(
    foreignTest([tool('python3.11')]),
    "`python3.11` is not the cell's Python: write `{python}`",
  );
  assert.equal(foreignTest([pytest, missing]), undefined);
});

test('the error that a runner marks says more than what it prints last', () => {
  const tail = 'ERROR: file or directory not found: x\n\nrootdir: /cell/cwd\n';
  assert.equal(lastError(tail), 'ERROR: file or directory not found: x');
  assert.equal(lastError('one\ntwo\n'), 'two');
});
