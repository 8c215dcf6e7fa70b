import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellHost } from '../../../../src/flows/cell/cellHost.ts';
import { runCell } from '../../../../src/flows/cell/runCell.ts';
import type { FailureCode } from '../../../../src/lib/failureCodes.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { Verdict } from '../../../../src/model/verdict.ts';
import { reasonsByState } from '../../../../src/model/verdict.ts';
import { stepResult } from '../../../../src/testrun/stepResult.ts';
import { fakeHost, job } from './fakeHost.ts';

const never = new AbortController().signal;

function failing(error: unknown): Partial<CellHost> {
  return { resolve: () => Promise.reject(error as Error) };
}

const byCode: Readonly<Partial<Record<FailureCode, `${Verdict['state']}/${Verdict['reason']}`>>> = {
  unresolvable: 'blocked/unresolvable',
  'no-compatible-file': 'blocked/no-compatible-file',
  'build-failed': 'blocked/build-failed',
  'install-failed': 'blocked/install-failed',
  'invalid-metadata': 'blocked/install-failed',
  'invalid-requirement': 'blocked/install-failed',
  'invalid-version': 'blocked/install-failed',
  'not-found': 'blocked/install-failed',
  'no-such-version': 'blocked/install-failed',
  usage: 'blocked/install-failed',
  'git-missing': 'infra/git',
  git: 'infra/git',
  'index-unreachable': 'infra/index-unreachable',
  'bad-archive': 'blocked/bad-archive',
  'hash-mismatch': 'infra/hash-mismatch',
  'interpreter-broken': 'infra/interpreter-broken',
  disk: 'infra/disk',
  unwritable: 'infra/disk',
  interrupted: 'cancelled/interrupted',
  internal: 'infra/internal',
};

for (const [code, expected] of Object.entries(byCode) as [FailureCode, string][]) {
  test(`an error \`${code}\` ends a cell as ${expected}`, async () => {
    const error = new SpipError(code, 'Failed to go on', { hint: 'try this' });
    const { kind, outcome } = await runCell(job, fakeHost(failing(error)).host, never);
    assert.equal(kind, 'done');
    assert.deepEqual(
      [`${outcome.state}/${outcome.reason}`, outcome.message, outcome.hint],
      [expected, 'Failed to go on', 'try this'],
    );
    const install = outcome.steps.map(({ name, reason }) => [name, reason]);
    assert.deepEqual(
      install,
      expected.startsWith('cancelled') ? [] : [['install', outcome.reason]],
    );
  });
}

test('an abort that nobody asked the cell for is an interruption, anything else a bug with its stack', async () => {
  const aborted = await runCell(
    job,
    fakeHost(failing(new DOMException('', 'AbortError'))).host,
    never,
  );
  assert.deepEqual(
    [aborted.outcome.state, aborted.outcome.message],
    ['cancelled', 'Stopped before it ended'],
  );
  const bug = await runCell(job, fakeHost(failing(new TypeError('x is not y'))).host, never);
  assert.equal(bug.outcome.reason, 'internal');
  assert.match(bug.outcome.message, /^TypeError: x is not y\n +at /);
  assert.equal(bug.outcome.hint, 'this is a bug in spip');
  const odd = await runCell(job, fakeHost(failing('just text')).host, never);
  assert.deepEqual([odd.outcome.reason, odd.outcome.message], ['internal', 'just text']);
});

test('the log of a failure before the tests is kept with the run', async () => {
  const error = new SpipError('build-failed', 'Failed to build', { log: '/cache/built/log.txt' });
  const { outcome } = await runCell(job, fakeHost(failing(error)).host, never);
  assert.deepEqual(
    outcome.steps.map(({ name, state, log }) => [name, state, log]),
    [['install', 'fail', 'logs/log.txt']],
  );
});

test('what fails after the cell was ready is no failure of its installation', async () => {
  const error = new SpipError('disk', 'Failed to write', { log: '/somewhere' });
  const { host, calls } = fakeHost({ test: () => Promise.reject(error) });
  const { outcome } = await runCell(job, host, never);
  assert.equal(outcome.reason, 'disk');
  assert.deepEqual(
    outcome.steps.map(({ name, state, reason, log }) => [name, state, reason, log]),
    [['install', 'pass', null, null]],
  );
  assert.equal(calls.at(-1), '(worktree removed)');
});

test("what was lost through nobody's fault is said, and the cell is to run again", async () => {
  const lost = new SpipError('disk', 'Failed to read `x`: it was removed during the run');
  const gone = new Error('ENOENT');
  const { host } = fakeHost({
    fetch: () => Promise.reject(gone),
    lost: (_job, error) => (error === gone ? lost : undefined),
  });
  const ended = await runCell(job, host, never);
  assert.equal(ended.kind, 'again');
  assert.equal(ended.kind === 'again' ? ended.reason : '', lost.message);
  assert.deepEqual([ended.outcome.reason, ended.outcome.message], ['disk', lost.message]);
});

const stepVerdicts = Object.entries(reasonsByState).flatMap(([state, reasons]) =>
  reasons.map((reason) => ({ state, reason }) as Verdict),
);
for (const verdict of stepVerdicts.filter(({ state }) =>
  ['fail', 'no-tests', 'blocked', 'limit', 'infra'].includes(state),
)) {
  test(`a step that gives ${verdict.state}/${verdict.reason} gives it to the cell`, async () => {
    const steps = [
      stepResult('install', undefined, {}),
      stepResult('import', verdict, { message: 'why' }),
    ];
    const { host } = fakeHost({ test: () => Promise.resolve({ steps, notes: [] }) });
    const { kind, outcome } = await runCell(job, host, never);
    assert.deepEqual(
      [kind, outcome.state, outcome.reason, outcome.message],
      ['done', verdict.state, verdict.reason, 'why'],
    );
  });
}
