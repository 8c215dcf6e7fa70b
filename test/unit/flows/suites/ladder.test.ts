import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { nextRung, onlyFor, ownStepOf } from '../../../../src/flows/suites/ladder.ts';
import type { CellJob } from '../../../../src/model/cellJob.ts';
import type { TestCause } from '../../../../src/model/ownTests.ts';
import type { CellOutcome } from '../../../../src/model/record.ts';
import { outcome, step, testsRecord } from '../../report/world.ts';
import { job } from '../cell/fakeHost.ts';

const overrides = { runner: null, paths: null, requires: null, args: null, env: null };

function jobWith(
  more: Partial<Pick<CellJob, 'asOf' | 'python'>> = {},
  released: string | null = '2021-03-01T00:00:00.000Z',
): CellJob {
  const tests = {
    sdist: null,
    rung: 'declared',
    released,
    beside: [],
    tried: [],
    overrides,
  } as const;
  return { ...job, ...more, steps: [{ name: 'own', tests }] };
}

function failed(
  asked: readonly string[],
  causes: readonly (TestCause | null)[] = [null],
): CellOutcome {
  const failing = causes.map(
    (cause) => ({ test: 't', kind: 'failed', exception: 'E', message: '', cause }) as const,
  );
  const requirements = { source: '', asked, left_out: [] };
  return outcome(
    { state: 'fail', reason: 'tests-failed' },
    { steps: [step('own', { tests: testsRecord({ failing, requirements }) })] },
  );
}

/** The environments that follow, with their dates. */
function way(first: CellJob, given: CellOutcome): readonly string[] {
  const found: string[] = [];
  for (let next = nextRung(first, given); next !== undefined; next = nextRung(next, given)) {
    found.push([ownStepOf(next)?.tests.rung, next.asOf?.slice(0, 10) ?? ''].join(' ').trim());
  }
  return found;
}

suite('the environments that are tried after the declared one', () => {
  test('without upper bounds, as of the release, with the pytest of its time', () => {
    assert.deepEqual(way(jobWith({ python: '3.6' }), failed(['pytest<7'])), [
      'unpinned',
      'as-of-release 2021-03-01',
      'older-pytest',
    ]);
  });

  test('none without upper bounds where there are none', () => {
    assert.deepEqual(way(jobWith(), failed(['[test]', 'pytest>=7', 'six!=1.1'])), [
      'as-of-release 2023-04-24',
      'older-pytest',
    ]);
  });

  test('never older than the era of that Python, nor than a date that was asked for', () => {
    assert.deepEqual(way(jobWith({ python: '3.13t' }), failed([]))[0], 'as-of-release 2025-04-07');
    assert.deepEqual(way(jobWith({ asOf: '2024-01-01T00:00:00Z' }), failed([])), ['older-pytest']);
  });

  test('no date is made up, and the newest pytest is no older one', () => {
    assert.deepEqual(way(jobWith({}, null), failed([])), []);
    assert.deepEqual(way(jobWith({}, '2026-01-01T00:00:00.000Z'), failed([])), [
      'as-of-release 2026-01-01',
    ]);
  });

  test('nothing else is tried where only the network is missing, or nothing failed', () => {
    assert.deepEqual(
      way(jobWith(), failed(['six<2'], ['network', 'privileges', 'python-build'])),
      [],
    );
    assert.equal(way(jobWith(), failed(['six<2'], ['network', null])).length, 3);
    assert.deepEqual(way(jobWith(), outcome({ state: 'limit', reason: 'timeout' })), []);
    assert.deepEqual(way(jobWith(), outcome({ state: 'no-tests', reason: 'none-collected' })), []);
    assert.deepEqual(way(job, failed(['six<2'])), []);
  });

  test('nor where the release cannot be imported', () => {
    const given = outcome(
      { state: 'fail', reason: 'tests-failed' },
      { steps: [step('import', { state: 'fail', reason: 'import-failed' })] },
    );
    assert.deepEqual(way(jobWith(), given), []);
  });

  test('what they ask for', () => {
    const asked = [
      'Six[x]==1.0; python_version < "4"',
      'a>=1,<2',
      'b~=1.4',
      'c>=1',
      'd',
      'not one',
    ];
    const released = '2021-03-01T00:00:00.000Z';
    assert.deepEqual(onlyFor(asked, { rung: 'unpinned', released }), [
      'Six[x]; python_version < "4"',
      'a>=1',
      'b',
      'c>=1',
      'd',
      'not one',
    ]);
    assert.deepEqual(onlyFor(['d', 'pytest>=6'], { rung: 'older-pytest', released }), [
      'd',
      'pytest>=6',
      'pytest<7',
    ]);
    assert.deepEqual(onlyFor(['pytest-cov'], { rung: 'older-pytest', released }), ['pytest-cov']);
    assert.deepEqual(onlyFor(asked, { rung: 'as-of-release', released }), asked);
  });
});
