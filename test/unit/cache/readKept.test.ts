import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readKept } from '../../../src/cache/readKept.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

test('what is whole and of its kind is read; absent, cut off and foreign are all nothing', async (t) => {
  const path = join(await temporaryFolder(t), 'kept.json');
  assert.equal(await readKept(path, isText), undefined);
  for (const [written, read] of [
    ['"kept"', 'kept'],
    ['"ke', undefined],
    ['', undefined],
    ['5', undefined],
  ] as const) {
    await writeFile(path, written);
    assert.equal(await readKept(path, isText), read, written);
  }
});

test('a disk that cannot be read is no absence', async (t) => {
  const path = join(await temporaryFolder(t), 'kept.json');
  await mkdir(path);
  await assert.rejects(readKept(path, isText), { code: 'EISDIR' });
});
