import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupReleases } from '../../../../src/flows/sets/groupReleases.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import { listedFile } from '../../../support/listedFile.ts';

const file = (filename: string, yanked: false | string = false): DistFile =>
  listedFile(filename, { yanked });

/** What is grouped, without the versions' own form. */
function shown(...files: readonly DistFile[]): readonly object[] {
  return groupReleases({ name: 'some-name', files }).map(({ text, yanked, files: own }) => ({
    text,
    yanked,
    files: own.map(({ filename }) => filename),
  }));
}

test('releases come newest first by version, their files in the order of the page', () => {
  const releases = shown(
    file('some_name-1.9-py3-none-any.whl'),
    file('some-name-1.10.tar.gz'),
    file('some_name-1.10-py3-none-any.whl'),
    file('some-name-2.0rc1.zip'),
    file('some_name-1!0.1-py3-none-any.whl'),
  );
  assert.deepEqual(releases, [
    { text: '1!0.1', yanked: false, files: ['some_name-1!0.1-py3-none-any.whl'] },
    { text: '2.0rc1', yanked: false, files: ['some-name-2.0rc1.zip'] },
    {
      text: '1.10',
      yanked: false,
      files: ['some-name-1.10.tar.gz', 'some_name-1.10-py3-none-any.whl'],
    },
    { text: '1.9', yanked: false, files: ['some_name-1.9-py3-none-any.whl'] },
  ]);
});

test('spellings of one version are one release under its normalised name', () => {
  const releases = shown(
    file('some-name-1.0-alpha.1.tar.gz'),
    file('some_name-1.0a1-py3-none-any.whl'),
  );
  assert.deepEqual(releases, [
    {
      text: '1.0a1',
      yanked: false,
      files: ['some-name-1.0-alpha.1.tar.gz', 'some_name-1.0a1-py3-none-any.whl'],
    },
  ]);
});

test('equal versions are one release, as its newest file spells it', () => {
  const uploaded = (filename: string, uploadTime: string): DistFile =>
    listedFile(filename, { uploadTime });
  assert.deepEqual(
    shown(
      uploaded('some_name-1.0.0-py3-none-any.whl', '2020-01-02T00:00:00Z'),
      uploaded('some-name-1.tar.gz', '2020-01-03T00:00:00Z'),
      uploaded('some_name-1.0-py2-none-any.whl', '2020-01-01T00:00:00Z'),
      uploaded('some-name-0.9.0.tar.gz', '2019-01-01T00:00:00Z'),
      file('some_name-0.9-py3-none-any.whl'),
    ).map((each) => ('text' in each && 'files' in each ? [each.text, each.files] : each)),
    [
      [
        '1',
        [
          'some_name-1.0.0-py3-none-any.whl',
          'some-name-1.tar.gz',
          'some_name-1.0-py2-none-any.whl',
        ],
      ],
      ['0.9.0', ['some-name-0.9.0.tar.gz', 'some_name-0.9-py3-none-any.whl']],
    ],
  );
});

test('files whose names give no version, or are of another project, are left out', () => {
  const releases = shown(
    file('some_name-1.0-py3.whl'),
    file('some-name-latest.tar.gz'),
    file('other-1.0.tar.gz'),
    file('some-name-1.0.tar.gz'),
  );
  assert.deepEqual(releases, [{ text: '1.0', yanked: false, files: ['some-name-1.0.tar.gz'] }]);
});

test('a release is yanked when all its files are, for the first reason that is given', () => {
  const releases = shown(
    file('some-name-1.0.tar.gz', 'broken'),
    file('some_name-1.0-py3-none-any.whl'),
    file('some-name-2.0.tar.gz', ''),
    file('some_name-2.0-py3-none-any.whl', 'loses data'),
    file('some-name-3.0.tar.gz', ''),
  );
  assert.deepEqual(
    releases.map((each) => 'yanked' in each && each.yanked),
    ['', 'loses data', false],
  );
});
