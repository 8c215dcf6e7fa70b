import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { exitStatus, exitStatusOfError } from '../../../src/report/exitStatus.ts';

const pass: Verdict = { state: 'pass', reason: 'clean' };
const fail: Verdict = { state: 'fail', reason: 'crashed' };
const noTests: Verdict = { state: 'no-tests', reason: 'none-collected' };
const blocked: Verdict = { state: 'blocked', reason: 'unresolvable' };
const limit: Verdict = { state: 'limit', reason: 'timeout' };
const infra: Verdict = { state: 'infra', reason: 'git' };
const cancelled: Verdict = { state: 'cancelled', reason: 'fail-fast' };
const none: Verdict = { state: 'not-applicable', reason: 'excluded' };

const cases: readonly (readonly [expected: number, ...verdicts: readonly Verdict[]])[] = [
  [0, pass],
  [0, pass, pass, none],
  [1, pass, fail],
  [1, pass, noTests],
  [1, pass, blocked],
  [1, pass, limit],
  [1, pass, cancelled],
  [1, none],
  [1],
  [3, pass, infra],
  [3, fail, infra, limit],
];
for (const [expected, ...verdicts] of cases) {
  const names = verdicts.map(({ state, reason }) => `${state}/${reason}`).join(', ');
  test(`${names === '' ? 'no cell' : names} gives ${expected}`, () => {
    assert.equal(exitStatus(verdicts, undefined), expected);
    assert.equal(exitStatus(verdicts, 'SIGINT'), 130);
    assert.equal(exitStatus(verdicts, 'SIGTERM'), 143);
  });
}

test('an error ends a command with the status of whose fault it is', () => {
  assert.equal(exitStatusOfError(new SpipError('usage', '')), 2);
  assert.equal(exitStatusOfError(new SpipError('unknown-package', '')), 2);
  assert.equal(exitStatusOfError(new SpipError('unresolvable', '')), 1);
  assert.equal(exitStatusOfError(new SpipError('index-unreachable', '')), 3);
  assert.equal(exitStatusOfError(new SpipError('interrupted', '')), 130);
  assert.equal(exitStatusOfError(new TypeError('x')), 3);
});
