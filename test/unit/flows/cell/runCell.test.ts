import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellHost } from '../../../../src/flows/cell/cellHost.ts';
import { runCell } from '../../../../src/flows/cell/runCell.ts';
import { Cancelled } from '../../../../src/model/cancelled.ts';
import type { StopReason } from '../../../../src/model/cancelled.ts';
import type { CellPhase } from '../../../../src/model/runEvent.ts';
import { stepResult } from '../../../../src/testrun/stepResult.ts';
import { outcome } from '../../report/world.ts';
import { distribution, environment, fakeHost, job, passed, place } from './fakeHost.ts';

const never = new AbortController().signal;
const earlier = outcome(undefined, { reused: { run: 'then', decided: 'D' } });

test('a cell that passes goes through its phases in order and leaves nothing behind', async () => {
  const { host, calls } = fakeHost();
  const ended = await runCell(job, host, never);
  assert.deepEqual(calls, [
    'resolve',
    'fetch',
    'compose',
    'worktree',
    '(supervisor)',
    'wait',
    '(enter)',
    'test',
    '(leave)',
    'clean',
    '(worktree removed)',
  ]);
  assert.equal(ended.kind, 'done');
  const { steps, packages, seconds, ...outcome } = ended.outcome;
  assert.deepEqual(outcome, {
    state: 'pass',
    reason: 'clean',
    message: '',
    hint: null,
    environment: environment.commit,
    attempts: [],
    reused: null,
    notes: [
      { code: 'set', text: 'of the set', paths: [] },
      { code: 'plan', text: 'of the plan', paths: [] },
      { code: 'wheel', text: 'of the wheel', paths: [] },
    ],
  });
  assert.deepEqual(
    steps.map(({ name, state, log }) => [name, state, log]),
    [
      ['install', 'pass', null],
      ['import', 'pass', 'logs/c1.import.log'],
    ],
  );
  assert.deepEqual(packages, [
    {
      name: 'six',
      version: '1.0',
      file: 'six-1.0-py3-none-any.whl',
      sha256: 'a'.repeat(64),
      built: false,
    },
  ]);
  assert.ok(seconds > 0);
});

test('each phase gets what the one before it made', async () => {
  const seen: unknown[] = [];
  const lock = { packages: [distribution.locked] };
  const { host, calls } = fakeHost({
    resolve: (given) => {
      seen.push(given);
      return Promise.resolve({ lock, notes: [] });
    },
    fetch: (_job, given, onBuild) => {
      seen.push(given);
      onBuild();
      return Promise.resolve([distribution]);
    },
    compose: (_job, given) => {
      seen.push(given);
      return Promise.resolve(environment);
    },
    test: (request) => {
      seen.push(request.place, request.distributions, request.job, request.signal);
      return Promise.resolve({
        steps: passed,
        notes: [{ code: 'test', text: 'of it', paths: [] }],
      });
    },
    keep: (_job, verdict, given) => {
      seen.push(verdict.state, given);
      return Promise.resolve([{ code: 'kept', text: 'kept', paths: [] }]);
    },
  });
  const { outcome } = await runCell(job, host, never);
  assert.deepEqual(seen, [
    job,
    lock,
    [distribution],
    place,
    [distribution],
    job,
    never,
    'pass',
    place,
  ]);
  assert.deepEqual(
    outcome.notes.map(({ code }) => code),
    ['plan', 'wheel', 'test', 'kept'],
  );
  assert.deepEqual(calls.slice(0, 4), ['resolve', 'fetch', 'build', 'compose']);
});

test('waits do not count as work of the cell', async () => {
  let now = 0;
  const wait = (seconds: number): Promise<void> => Promise.resolve(void (now += seconds));
  const { host } = fakeHost({
    clock: { elapsed: () => now },
    resolve: async () => {
      await wait(1);
      return { lock: { packages: [] }, notes: [] };
    },
    inTurn: async (task) => {
      await wait(100);
      return task();
    },
    place: async () => {
      await wait(2);
      return place;
    },
    slot: { enter: () => wait(1000), leave: () => undefined },
    test: async ({ installSeconds, turn }) => {
      assert.equal(installSeconds, 3);
      await turn();
      await wait(4);
      return { steps: passed, notes: [] };
    },
  });
  assert.equal((await runCell(job, host, never)).outcome.seconds, 7);
});

test('what supervises a cell starts before it has a place, its tests do not', async () => {
  const { host, calls } = fakeHost();
  await runCell(job, host, never);
  const order = ['(supervisor)', 'wait', '(enter)', 'test', '(leave)', 'clean'];
  assert.deepEqual(
    calls.filter((call) => order.includes(call)),
    order,
  );
});

test('a cell with nothing to run waits for its place all the same', async () => {
  const { host, calls } = fakeHost({ test: () => Promise.resolve({ steps: passed, notes: [] }) });
  await runCell(job, host, never);
  assert.deepEqual(calls.slice(calls.indexOf('wait'), calls.indexOf('clean')), [
    'wait',
    '(enter)',
    'test',
    '(leave)',
  ]);
});

test('a cell that stops the run holds its slot, all others leave it before they clean', async () => {
  for (const stops of [true, false]) {
    const { host, calls } = fakeHost({ stopsRun: () => stops });
    await runCell(job, host, never);
    assert.equal(calls.includes('(leave)'), !stops);
  }
});

const stops: Readonly<Record<StopReason, string>> = {
  interrupted: 'Not run: interrupted',
  'fail-fast': 'Not run: an earlier cell did not pass and `--fail-fast` was given',
};
const phases: readonly CellPhase[] = ['resolve', 'fetch', 'build', 'compose', 'worktree', 'wait'];

for (const [reason, message] of Object.entries(stops) as [StopReason, string][]) {
  for (const phase of phases) {
    test(`stopped (${reason}) in the phase ${phase}: cancelled, before it tested`, async () => {
      const { outcome, calls } = await stoppedIn(phase, reason);
      assert.deepEqual(
        [outcome.state, outcome.reason, outcome.message, outcome.steps],
        ['cancelled', reason, message, []],
      );
      assert.ok(!calls.includes('test'));
    });
  }
  for (const phase of ['test', 'clean'] as const) {
    test(`stopped (${reason}) in the phase ${phase}: cancelled while it ran, and its place is gone`, async () => {
      const { outcome, calls } = await stoppedIn(phase, reason);
      assert.deepEqual(
        [outcome.state, outcome.reason, outcome.message],
        ['cancelled', reason, 'Stopped while it ran'],
      );
      assert.equal(calls.at(-1), '(worktree removed)');
    });
  }
}

/** A port that is stopped in its midst throws what its tools throw then: something of their own. */
async function stoppedIn(
  phase: CellPhase,
  reason: StopReason,
): Promise<Awaited<ReturnType<typeof runCell>> & { readonly calls: readonly string[] }> {
  const stop = new AbortController();
  const broken = (): Promise<never> => {
    stop.abort(new Cancelled(reason));
    return Promise.reject(new Error('the index is closed'));
  };
  const ports: Readonly<Record<CellPhase, Partial<CellHost>>> = {
    resolve: { resolve: broken },
    fetch: { fetch: broken },
    build: {
      fetch: async (_job, _lock, onBuild) => {
        stop.abort(new Cancelled(reason));
        onBuild();
        return Promise.resolve([]);
      },
    },
    compose: { compose: broken },
    worktree: { place: broken },
    wait: {
      slot: {
        enter: () => {
          stop.abort(new Cancelled(reason));
          throw new Cancelled(reason);
        },
        leave: () => undefined,
      },
    },
    test: { test: ({ turn }) => turn().then(broken) },
    clean: { keep: broken },
  };
  const { host, calls } = fakeHost(ports[phase]);
  return { ...(await runCell(job, host, stop.signal)), calls };
}

test('a stop between two phases is seen by the next one', async () => {
  const stop = new AbortController();
  const { host, calls } = fakeHost({
    fetch: () => {
      stop.abort(new Cancelled('interrupted'));
      return Promise.resolve([distribution]);
    },
  });
  const { outcome } = await runCell(job, host, stop.signal);
  assert.equal(outcome.reason, 'interrupted');
  assert.deepEqual(calls, ['resolve', 'fetch']);
});

test('the worst step decides, with its message', async () => {
  const steps = [
    stepResult('install', undefined, {}),
    stepResult('import', { state: 'fail', reason: 'import-failed' }, { message: 'no' }),
    stepResult('custom', { state: 'limit', reason: 'timeout' }, { message: 'too long' }),
  ];
  const { host } = fakeHost({ test: () => Promise.resolve({ steps, notes: [] }) });
  const { outcome } = await runCell(job, host, never);
  assert.deepEqual(
    [outcome.state, outcome.reason, outcome.message],
    ['limit', 'timeout', 'too long'],
  );
  assert.deepEqual(
    outcome.steps.map(({ reason }) => reason),
    [null, 'import-failed', 'timeout'],
  );
});

test('a cell that an earlier run knows is not even fetched', async () => {
  const { host, calls } = fakeHost({
    known: () => Promise.resolve({ key: 'k', outcome: earlier }),
    remember: () => Promise.reject(new Error('known already')),
  });
  assert.deepEqual(await runCell(job, host, never), { kind: 'done', outcome: earlier });
  assert.deepEqual(calls, ['resolve']);
});

test('one whose files must be there to know it is not composed', async () => {
  const { host, calls } = fakeHost({
    known: (_job, _set, distributions) =>
      Promise.resolve(distributions && { key: 'k', outcome: earlier }),
  });
  assert.deepEqual(await runCell(job, host, never), { kind: 'done', outcome: earlier });
  assert.deepEqual(calls, ['resolve', 'fetch']);
});

test('what a cell comes to is kept under its key', async () => {
  const kept: [string, string][] = [];
  const { host } = fakeHost({
    known: () => Promise.resolve({ key: 'k', outcome: undefined }),
    remember: (_job, key, outcome) => {
      kept.push([key, outcome.state]);
      return Promise.resolve(outcome);
    },
  });
  await runCell(job, host, never);
  assert.deepEqual(kept, [['k', 'pass']]);
});
