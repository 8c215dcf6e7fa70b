import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempts } from '../../../../src/flows/cell/attempts.ts';
import type { CellHost } from '../../../../src/flows/cell/cellHost.ts';
import type { CellJob } from '../../../../src/model/cellJob.ts';
import type { CellOutcome } from '../../../../src/model/record.ts';
import type { StepResult } from '../../../../src/testrun/stepResult.ts';
import { stepResult } from '../../../../src/testrun/stepResult.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { outcome } from '../../report/world.ts';
import { distribution, environment, fakeHost, job } from './fakeHost.ts';

const overrides = { runner: null, paths: null, requires: null, args: null, env: null };

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

test('a cell waits from the end of one attempt to the begin of the next', async () => {
  const attempts = new Attempts(() => 2);
  const { host, calls } = fakeHost({ fetch: () => Promise.reject(lost), lost: () => lost });
  const last: (string | undefined)[] = [];
  for (const again of [true, false]) {
    assert.equal((await attempts.run(job, host, never)).again, again);
    last.push(calls.at(-1));
  }
  assert.equal(last[0], 'wait');
  assert.notEqual(last[1], 'wait');
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

const failing: StepResult = stepResult(
  'custom',
  { state: 'fail', reason: 'tests-failed' },
  { message: 'no' },
);

/** A cell whose tests end so, one attempt after another, each in its environment. */
function testing(
  ends: readonly (readonly [step: StepResult | undefined, commit: string])[],
): CellHost {
  let at = -1;
  return fakeHost({
    compose: () => {
      at += 1;
      return Promise.resolve({ ...environment, commit: ends[at]?.[1] ?? '' });
    },
    test: () => {
      const step = ends[at]?.[0];
      return Promise.resolve({ steps: step === undefined ? [] : [step], notes: [] });
    },
  }).host;
}

async function toTheEnd(attempts: Attempts, tested: CellJob, host: CellHost): Promise<CellOutcome> {
  for (;;) {
    const { again, result } = await attempts.run(tested, host, never);
    if (!again) {
      return result;
    }
  }
}

test('a pass after a failure in the same environment is flaky, and says what failed', async () => {
  const host = testing([
    [failing, 'a'],
    [undefined, 'a'],
  ]);
  const outcome = await toTheEnd(
    new Attempts(() => 2, { retries: 3, control: false, repair: false }),
    job,
    host,
  );
  assert.deepEqual(
    [outcome.state, outcome.reason, outcome.message, outcome.attempts.length],
    ['pass', 'flaky', 'Passed when it was repeated; before: no', 1],
  );
});

test('a failure is repeated as often as was asked for, and stands', async () => {
  const host = testing([
    [failing, 'a'],
    [failing, 'a'],
    [failing, 'a'],
    [undefined, 'a'],
  ]);
  const outcome = await toTheEnd(
    new Attempts(() => 2, { retries: 2, control: false, repair: false }),
    job,
    host,
  );
  assert.deepEqual(
    [outcome.reason, outcome.attempts.map(({ reason }) => reason)],
    ['tests-failed', ['tests-failed', 'tests-failed']],
  );
  assert.equal(
    (await new Attempts(() => 2).run(job, testing([[failing, 'a']]), never)).again,
    false,
  );
});

const asked: CellJob = {
  ...job,
  steps: [
    {
      name: 'own',
      tests: { sdist: null, rung: 'declared', released: null, beside: [], tried: [], overrides },
    },
  ],
};

function own(
  bad: boolean,
  reason: 'tests-failed' | 'collection-failed' = 'tests-failed',
): StepResult {
  return stepResult('own', bad ? { state: 'fail', reason } : undefined, {
    message: bad ? '1 of 2' : '',
  });
}

test('a pass in another environment is none that is clean; of failures the first stands', async () => {
  const passing = await toTheEnd(
    new Attempts(() => 2),
    asked,
    testing([
      [own(true), 'a'],
      [own(false), 'b'],
      [own(true), 'a'],
      [own(false), 'never'],
    ]),
  );
  assert.deepEqual(
    [passing.reason, passing.message, passing.attempts.length],
    [
      'older-environment',
      'Passes with the requirements of its tests without upper bounds; with the requirements of its tests as declared, newest: 1 of 2',
      2,
    ],
  );
  const bad = await toTheEnd(
    new Attempts(() => 2),
    asked,
    testing([
      [own(true), 'a'],
      [own(true), 'b'],
    ]),
  );
  assert.deepEqual(
    [bad.reason, bad.environment, bad.message.split('\n')],
    [
      'tests-failed',
      'a',
      ['1 of 2', 'With the requirements of its tests without upper bounds: tests-failed, 1 of 2'],
    ],
  );
  const twice = await toTheEnd(
    new Attempts(() => 2, { retries: 1, control: false, repair: false }),
    asked,
    testing([
      [own(true), 'a'],
      [own(true), 'a'],
      [own(true), 'b'],
      [own(true), 'b'],
    ]),
  );
  assert.deepEqual([twice.message, twice.attempts.length], [bad.message, 3]);
});

test('what fails but once in the first environment is flaky, whatever another one came to', async () => {
  const ends = [
    [own(true), 'a'],
    [own(false), 'b'],
    [own(false), 'a'],
    [own(true), 'never'],
  ] as const;
  const flaky = await toTheEnd(new Attempts(() => 2), asked, testing(ends));
  assert.deepEqual(
    [flaky.reason, flaky.message, flaky.environment, flaky.attempts.map(({ state }) => state)],
    ['flaky', 'Passed when it was repeated; before: 1 of 2', 'a', ['fail', 'pass']],
  );
});

test('what cannot be collected, failed twice, or is known of an earlier run is not repeated for a pass elsewhere', async () => {
  const collected = await toTheEnd(
    new Attempts(() => 2),
    asked,
    testing([
      [own(true, 'collection-failed'), 'a'],
      [own(false), 'b'],
    ]),
  );
  assert.deepEqual([collected.reason, collected.attempts.length], ['older-environment', 1]);
  const retried = await toTheEnd(
    new Attempts(() => 2, { retries: 1, control: false, repair: false }),
    asked,
    testing([
      [own(true), 'a'],
      [own(true), 'a'],
      [own(false), 'b'],
    ]),
  );
  assert.deepEqual([retried.reason, retried.attempts.length], ['older-environment', 2]);
  const reused = { run: 'then', decided: 'D' };
  const known = [
    outcome({ state: 'fail', reason: 'tests-failed' }, { environment: 'a', reused }),
    outcome({ state: 'pass', reason: 'clean' }, { environment: 'b', reused }),
  ];
  const { host } = fakeHost({
    known: () => Promise.resolve({ key: 'k', outcome: known.shift() ?? assert.fail('a third') }),
  });
  const again = await toTheEnd(new Attempts(() => 2), asked, host);
  assert.deepEqual([again.reason, again.reused], ['older-environment', reused]);
});

test('a control runs once more in the same environment, whatever came first', async () => {
  const controlled = (...ends: readonly (readonly [StepResult | undefined, string])[]) =>
    toTheEnd(
      new Attempts(() => 2, { retries: undefined, control: true, repair: false }),
      job,
      testing(ends),
    );
  const both = await controlled([undefined, 'a'], [undefined, 'a'], [failing, 'a']);
  assert.deepEqual([both.reason, both.attempts.length], ['clean', 1]);
  const second = await controlled([undefined, 'a'], [failing, 'a'], [failing, 'a']);
  assert.deepEqual(
    [second.reason, second.message, second.attempts.map(({ reason }) => reason)],
    ['flaky', 'Did not pass when it was repeated: no', ['tests-failed']],
  );
  const first = await controlled([failing, 'a'], [undefined, 'a'], [failing, 'a']);
  assert.deepEqual(
    [first.reason, first.message],
    ['flaky', 'Passed when it was repeated; before: no'],
  );
  const none = await controlled([failing, 'a'], [failing, 'a'], [undefined, 'a']);
  assert.deepEqual([none.reason, none.attempts.length], ['tests-failed', 1]);
});

test('a failure that an earlier run found is repeated for real, and what is flaky is of this run', async () => {
  const reused = { run: 'then', decided: 'D' };
  const bad = outcome(
    { state: 'fail', reason: 'tests-failed' },
    { environment: environment.commit, reused },
  );
  const { host } = fakeHost({ known: () => Promise.resolve({ key: 'k', outcome: bad }) });
  const attempts = new Attempts(() => 2, { retries: 1, control: false, repair: false });
  const first = await attempts.run(job, host, never);
  assert.deepEqual([first.again, first.result.reused], [true, reused]);
  const second = await attempts.run(job, host, never);
  assert.deepEqual(
    [second.again, second.result.reason, second.result.reused],
    [false, 'flaky', null],
  );
});
