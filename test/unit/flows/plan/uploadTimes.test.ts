import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  UploadTimeWarnings,
  dayAfterUpload,
  olderFiles,
} from '../../../../src/flows/plan/uploadTimes.ts';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import type { Release } from '../../../../src/flows/sets/groupReleases.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { listedFile } from '../../../support/listedFile.ts';

const limit = new Date('2024-05-01T00:00:00Z');
const before = listedFile('some-1.0.tar.gz', { uploadTime: '2024-04-30T23:59:59.999Z' });
const after = listedFile('some-2.0.tar.gz', { uploadTime: '2024-05-01T00:00:00Z' });
const unknown = listedFile('some-3.0.tar.gz');

suite('files that were there before a moment', () => {
  test('have an earlier upload time; those without any are too new', () => {
    assert.deepEqual(olderFiles({ name: 'some', files: [after, before, unknown] }, limit), {
      name: 'some',
      files: [before],
    });
  });

  test('may be none at all', async () => {
    const files = [after, unknown];
    assert.deepEqual(await failureOf(() => olderFiles({ name: 'some', files }, limit)), {
      code: 'no-such-version',
      message:
        'Expected a release of `some` uploaded before 2024-05-01T00:00:00.000Z, found none among 2 files',
    });
    assert.deepEqual(olderFiles({ name: 'some', files: [] }, limit), { name: 'some', files: [] });
  });
});

test('each index that knows no upload times is named once', () => {
  const events: RunEvent[] = [];
  const warnings = new UploadTimeWarnings((event) => events.push(event));
  const other = { ...unknown, index: 'https://other.example' };
  warnings.look({ name: 'some', files: [before, unknown, unknown, other] });
  warnings.look({ name: 'some', files: [other, after] });
  assert.deepEqual(
    events,
    ['https://index.example/simple', 'https://other.example'].map((index) => ({
      kind: 'warning',
      text: `\`${index}\` gives files without upload time: they count as too new`,
    })),
  );
});

suite('a release is resolved', () => {
  const releaseOf = (...files: Parameters<typeof groupReleases>[0]['files'][number][]): Release => {
    const [release] = groupReleases({ name: 'some', files });
    assert.ok(release);
    return release;
  };

  test('a day after its latest upload', () => {
    const wheel = listedFile('some-1.0-py3-none-any.whl', { uploadTime: '2024-05-02T12:00:00Z' });
    assert.deepEqual(
      dayAfterUpload(releaseOf(before, wheel), 'some'),
      new Date('2024-05-03T12:00:00Z'),
    );
  });

  test('at no time that can be told where an upload time is missing or malformed', async () => {
    for (const uploadTime of [undefined, 'yesterday']) {
      const wheel = listedFile('some-1.0-py3-none-any.whl', { uploadTime });
      assert.deepEqual(await failureOf(() => dayAfterUpload(releaseOf(before, wheel), 'some')), {
        code: 'usage',
        message:
          'Expected upload times for `--as-of release`, but `https://index.example/simple` gives none for `some-1.0-py3-none-any.whl` of some 1.0',
        hint: 'give a date, `--as-of 2024-05-01`, or ask an index that knows upload times (PEP 700)',
      });
    }
  });
});
