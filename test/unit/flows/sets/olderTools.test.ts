import assert from 'node:assert/strict';
import { test } from 'node:test';
import { olderTools } from '../../../../src/flows/sets/olderTools.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import { listedFile } from '../../../support/listedFile.ts';

const failure = new SpipError(
  'build-failed',
  'Failed to build `old-1.0.tar.gz`\n  error in old setup command: use_2to3 is invalid.',
  {
    log: '/log',
    lasting: true,
  },
);

const uploadedAt = (uploadTime: string | undefined): DistFile =>
  listedFile('some-1.0.tar.gz', { uploadTime });

const lockOf = (...times: readonly (string | undefined)[]): Parameters<typeof olderTools>[2] => ({
  packages: times.map((time, at) => ({
    name: `tool${at}`,
    version: `${at}.0`,
    file: uploadedAt(time),
    extras: [],
    requires: [],
  })),
});

const hintFor = (sdist: string | undefined, ...tools: readonly (string | undefined)[]): unknown => {
  const older = olderTools(failure, uploadedAt(sdist), lockOf(...tools));
  if (older === undefined) {
    return undefined;
  }
  const { code, message, log, lasting, hint } = older.error;
  assert.deepEqual([code, message, log, lasting], ['build-failed', failure.message, '/log', true]);
  return [hint, older.moment.toISOString()];
};

test('an old sdist whose build fails with new tools gets a hint', () => {
  assert.deepEqual(
    hintFor('2017-03-24T13:45:00Z', '2016-01-01T00:00:00Z', '2025-05-27T00:00:00Z', undefined),
    [
      '`tool1` 1.0 is much younger than this sdist: `--build-exclude-newer 2017-03-25` would build with tools of its time',
      '2017-03-26T00:00:00.000Z',
    ],
  );
});

test('a failure that names a tool gets one too', () => {
  const error = new SpipError('build-failed', 'Failed\n  AttributeError: tool0 has no x');
  const older = olderTools(
    error,
    uploadedAt('2017-03-24T13:45:00Z'),
    lockOf('2025-05-27T00:00:00Z'),
  );
  assert.match(older?.error.hint ?? '', /^`tool0` 0\.0 is much younger/);
});

test('tools of its time, and unknown times, give none', () => {
  assert.equal(hintFor('2017-03-24T13:45:00Z', '2018-03-01T00:00:00Z'), undefined);
  assert.equal(hintFor(undefined, '2025-05-27T00:00:00Z'), undefined);
  assert.equal(hintFor('2017-03-24T13:45:00Z', undefined), undefined);
  assert.equal(hintFor('2017-03-24T13:45:00Z'), undefined);
});

test('other failures, those of its own code, and those that have a hint, get none', () => {
  const tools = lockOf('2025-05-27T00:00:00Z');
  const sdist = uploadedAt('2017-03-24T13:45:00Z');
  const other = new Error('no');
  const hinted = new SpipError('build-failed', 'no', { hint: 'mend it' });
  const unreachable = new SpipError('index-unreachable', 'no');
  const own = new SpipError(
    'build-failed',
    'Failed to build setuptools\n  SyntaxError: invalid syntax',
  );
  for (const error of [other, hinted, unreachable, own]) {
    assert.equal(olderTools(error, sdist, tools), undefined);
  }
});
