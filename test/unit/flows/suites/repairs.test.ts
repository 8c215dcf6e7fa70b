import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repairsFor } from '../../../../src/flows/suites/repairs.ts';
import type { CellJob } from '../../../../src/model/cellJob.ts';
import type { CellOutcome } from '../../../../src/model/record.ts';
import { outcome } from '../../report/world.ts';
import { job } from '../cell/fakeHost.ts';

const overrides = { runner: null, paths: null, requires: null, args: null, env: null };
const own: CellJob = {
  ...job,
  steps: [
    {
      name: 'own',
      tests: { sdist: null, rung: 'declared', released: null, tried: [], beside: [], overrides },
    },
  ],
};

function failed(message: string, reason: 'tests-failed' | 'collection-failed' = 'tests-failed') {
  return outcome({ state: 'fail', reason }, { message });
}

function named(of: CellJob, ...outcomes: readonly CellOutcome[]): readonly unknown[] {
  return repairsFor(of, outcomes).map(({ repair }) => repair);
}

test('each is worth a try only where what failed speaks for it', () => {
  assert.deepEqual(named(own, failed('AssertionError')), []);
  assert.deepEqual(named(own, failed("No module named 'distutils.util'")), ['setuptools']);
  assert.deepEqual(named(own, failed("No module named 'distutils2'")), []);
  assert.deepEqual(named(own, failed("module 'collections' has no attribute 'Mapping'")), [
    'collections',
  ]);
  assert.deepEqual(named(own, failed("cannot import name 'Mapping' from 'collections' (/x.py)")), [
    'collections',
  ]);
  assert.deepEqual(named(own, failed('1 file', 'collection-failed')), ['importlib']);
  const all = [failed('No module named pkg_resources', 'collection-failed')];
  assert.deepEqual(named(own, ...all), ['setuptools', 'importlib']);
  // Of a runner that nobody starts there is nothing to be told.
  assert.deepEqual(named(job, ...all), ['setuptools']);
  assert.deepEqual(named(own, { ...outcome(), message: "No module named 'distutils'" }), []);
});

test('a repair changes what it names alone', () => {
  const [first] = repairsFor(own, [failed("No module named 'distutils'")]);
  assert.deepEqual(first, { ...own, repair: 'setuptools', tools: ['setuptools<81'] });
});
