import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpipError } from '../../../src/lib/spipError.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { exitStatus, exitStatusOfError } from '../../../src/report/exitStatus.ts';
import { parseExpectations } from '../../../src/report/expectations.ts';
import { reportOf, result } from './world.ts';

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
    const cells = verdicts.map((verdict, index) => result(`thing 1.${index} 3.13`, verdict));
    assert.equal(exitStatus(cells, undefined), expected);
    assert.equal(exitStatus(cells, 'SIGINT'), 130);
    assert.equal(exitStatus(cells, 'SIGTERM'), 143);
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

const held: readonly (readonly [string, number, Verdict, Verdict | undefined])[] = [
  ['what failed before', 0, fail, fail],
  ['what passed before', 1, fail, pass],
  ['what is new', 0, fail, undefined],
  ['what cannot be compared', 0, limit, pass],
  ['what the surroundings did', 3, infra, pass],
  ['what applies nowhere', 1, none, none],
];
for (const [what, expected, now, before] of held) {
  test(`against a baseline ${what} gives ${expected}`, () => {
    const earlier = before === undefined ? [] : [result('thing 1.0 3.13', before)];
    const baseline = reportOf(earlier, {}).record;
    const cells = [result('thing 1.0 3.13', now)];
    assert.equal(exitStatus(cells, undefined, { baseline, expectations: [] }), expected);
  });
}

test('failures that are expected count as none, those of the surroundings do', () => {
  const expectations = parseExpectations('thing==1.*@3.13  # known', 'known.txt');
  const standard = { baseline: undefined, expectations };
  const of = (version: string, verdict: Verdict): number =>
    exitStatus([result(`thing ${version} 3.13`, verdict)], undefined, standard);
  assert.deepEqual([of('1.0', fail), of('2.0', fail), of('1.0', pass)], [0, 1, 0]);
  assert.deepEqual([of('1.0', infra), of('1.0', none)], [3, 1]);
});
