import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it, test } from 'node:test';
import {
  bucketAt,
  bucketFolder,
  bucketNames,
  entryAt,
  entryPath,
} from '../../../src/cache/buckets.ts';
import type { Bucket } from '../../../src/cache/buckets.ts';

const cache = '/home/me/cache';

/** One entry of each kind of bucket with its path below the cache. */
const entries: readonly (readonly [bucket: Bucket, name: string, path: string])[] = [
  ['wheels', 'abcd', 'wheels-v1/ab/abcd'],
  ['sdists', 'abcd', 'sdists-v1/ab/abcd'],
  ['built', 'abcd', 'built-v1/ab/abcd'],
  ['bytecode', 'abcd/cpython-312-0123', 'bytecode-v1/ab/abcd/cpython-312-0123'],
  ['pointers', 'abcd.json', 'pointers-v2/ab/abcd.json'],
  ['pages', '0123/six.json', 'index-v3/0123/six.json'],
  ['metadata', 'abcd.modules.json', 'metadata-v2/ab/abcd.modules.json'],
  ['interpreters', 'abcd.json', 'interpreters-v2/abcd.json'],
  ['environments', 'abcd', 'environments-v1/abcd'],
  ['tools', 'abcd', 'tools-v1/abcd'],
  ['kept', 'run1', 'kept/run1'],
  ['quarantine', '0123-abcd', 'quarantine/0123-abcd'],
];

test('nothing outside of cache/ knows the folder of a bucket', () => {
  const source = join(import.meta.dirname, '../../../src');
  const folders = bucketNames.map((bucket) => basename(bucketFolder(cache, bucket).path));
  const versioned = folders.filter((folder) => /-v\d+$/.test(folder));
  assert.ok(versioned.length > 0);
  const files = globSync('**/*.ts', { cwd: source, exclude: ['cache/**'] });
  assert.ok(files.length > 300);
  const knowing = files.filter((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    return versioned.some((folder) => text.includes(folder));
  });
  assert.deepEqual(knowing, []);
});

describe('an entry of the cache', () => {
  it('of every bucket is among those below', () => {
    assert.deepEqual(
      entries.map(([bucket]) => bucket),
      bucketNames,
    );
  });

  for (const [bucket, name, path] of entries) {
    it(`of ${bucket} lies where its name says, and what lies there has its name`, () => {
      assert.equal(entryPath(cache, bucket, name), join(cache, path));
      const entry = { bucket, name, path: join(cache, path) };
      assert.deepEqual(entryAt(cache, join(cache, path)), entry);
      assert.deepEqual(entryAt(cache, join(cache, path, 'files', 'a.py')), entry);
    });

    it(`of ${bucket} is more than the folders that lead to it`, () => {
      const { path: folder } = bucketFolder(cache, bucket);
      assert.equal(entryAt(cache, join(cache, path, '..')), undefined);
      assert.equal(entryAt(cache, folder), undefined);
      assert.equal(bucketAt(cache, folder), bucket);
    });
  }

  it('lies in no folder of a run, of another cache, or of another version', () => {
    for (const path of [
      'work/run/x',
      'tmp/run/x',
      'locks/ab/x',
      'wheels-v9/ab/x',
      '../wheels-v1/ab/x',
    ]) {
      assert.equal(bucketAt(cache, join(cache, path)), undefined);
      assert.equal(entryAt(cache, join(cache, path)), undefined);
    }
  });
});
