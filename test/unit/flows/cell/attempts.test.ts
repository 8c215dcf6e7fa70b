import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempts } from '../../../../src/flows/cell/attempts.ts';
import type { CellHost } from '../../../../src/flows/cell/cellHost.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { distribution, fakeHost, job } from './fakeHost.ts';

const never = new AbortController().signal;
const lost = new SpipError('disk', 'gone');

/** A cell that loses something as often as a test says, and passes then. */
function losing(times: number): CellHost {
  let left = times;
  return fakeHost({
    fetch: () => {
      left -= 1;
      return left >= 0 ? Promise.reject(lost) : Promise.resolve([distribution]);
    },
    lost: () => lost,
  }).host;
}

test('a cell that loses something runs again, and its record has both attempts', async () => {
  const attempts = new Attempts(() => 2);
  const host = losing(1);
  const first = await attempts.run(job, host, never);
  assert.deepEqual([first.again, first.result.reason], [true, 'disk']);
  const second = await attempts.run(job, host, never);
  assert.deepEqual([second.again, second.result.state], [false, 'pass']);
  const { seconds, steps, ...earlier } = second.result.attempts[0] ?? assert.fail('no attempt');
  assert.deepEqual(earlier, { state: 'infra', reason: 'disk', message: 'gone' });
  assert.equal(steps.length, 1);
  assert.ok(seconds > 0);
});

test('after as many attempts as there are, the last one stands', async () => {
  const attempts = new Attempts(() => 3);
  const host = losing(9);
  const ends = [
    await attempts.run(job, host, never),
    await attempts.run(job, host, never),
    await attempts.run(job, host, never),
  ];
  assert.deepEqual(
    ends.map(({ again }) => again),
    [true, true, false],
  );
  assert.equal(ends[2]?.result.attempts.length, 2);
});

test('how many there are is asked each time, and each cell has its own', async () => {
  let most = 1;
  const attempts = new Attempts(() => most);
  assert.equal((await attempts.run(job, losing(1), never)).again, false);
  most = 2;
  assert.equal((await attempts.run(job, losing(1), never)).again, true);
  const other = { ...job, id: 'six==2.0@3.11' };
  assert.deepEqual((await attempts.run(other, losing(0), never)).result.attempts, []);
});

test('a cell that was stopped while it waited for another attempt keeps the first', async () => {
  const attempts = new Attempts(() => 2);
  await attempts.run(job, losing(1), never);
  const outcome = attempts.cancelled(job, 'interrupted');
  assert.deepEqual([outcome.state, outcome.message], ['cancelled', 'Not run: interrupted']);
  assert.deepEqual(
    outcome.attempts.map(({ reason }) => reason),
    ['disk'],
  );
  const untouched = attempts.cancelled({ ...job, id: 'x==1@3.11' }, 'fail-fast');
  assert.deepEqual([untouched.reason, untouched.attempts], ['fail-fast', []]);
});
