import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFileAtomic } from '../../../../src/lib/files/writeFileAtomic.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('what is unfinished lies in the folder for it, and is gone in the end', async (t) => {
  const folder = await temporaryFolder(t);
  const temporary = join(folder, 'temporary');
  const path = join(folder, 'cache', 'file');
  await mkdir(temporary);
  const seen: (readonly string[])[] = [];
  function* content(): Generator<string, void> {
    yield 'be';
    seen.push(readdirSync(join(folder, 'cache')), readdirSync(temporary));
    yield 'fore';
  }
  await writeFileAtomic(path, content(), { temporary });
  assert.deepEqual(
    seen.map(({ length }) => length),
    [0, 1],
  );
  await assert.rejects(writeFileAtomic(join(folder, 'cache'), '', { temporary }), {
    code: 'EISDIR',
  });
  assert.equal(await readFile(path, 'utf8'), 'before');
  assert.deepEqual(await readdir(temporary), []);
  assert.deepEqual(await readdir(join(folder, 'cache')), ['file']);
});

test('a folder for unfinished files that is gone is not made again', async (t) => {
  const folder = await temporaryFolder(t);
  const temporary = join(folder, 'temporary');
  await assert.rejects(writeFileAtomic(join(folder, 'file'), '', { temporary }), {
    code: 'ENOENT',
  });
  assert.deepEqual(await readdir(folder), []);
});
