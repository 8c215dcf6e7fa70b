import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellJob } from '../../../src/model/cellJob.ts';
import { readStoredJob, storedJob } from '../../../src/results/storedJob.ts';
import { distribution, job } from '../flows/cell/fakeHost.ts';

const sdist = { ...distribution.locked.file, url: 'https://secret.example/six.tar.gz' };
const overrides = { runner: null, paths: null, requires: null, args: null, env: null };
const asked: CellJob = {
  ...job,
  doors: { ...job.doors, variables: { TOKEN: 'a secret' } },
  steps: [
    { name: 'install' },
    {
      name: 'own',
      tests: { sdist, rung: 'declared', released: null, tried: [], beside: [], overrides },
    },
    { name: 'checkout', tests: { sdist, command: null, args: [], source: '' } },
  ],
};

test('a stored job is the job without what may be secret', () => {
  const text = storedJob(asked);
  assert.doesNotMatch(text, /secret/);
  const read = readStoredJob(text);
  assert.deepEqual(read?.doors.variables, { TOKEN: '' });
  assert.deepEqual(
    { ...read, steps: [], doors: job.doors },
    { ...job, steps: [], doors: job.doors },
  );
  assert.deepEqual(
    read?.steps.map(({ name }) => name),
    ['install', 'own', 'checkout'],
  );
});

test('what another version kept is none', () => {
  assert.equal(readStoredJob(''), undefined);
  assert.equal(readStoredJob(storedJob(asked).replace('"version":3', '"version":2')), undefined);
});
