import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeFile } from '../../../src/cache/placeFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

function failing(code: string): () => Promise<void> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

for (const { where, makeLink } of [
  { where: 'with hard links', makeLink: undefined },
  ...['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].map((code) => ({
    where: `where linking fails with ${code}`,
    makeLink: failing(code),
  })),
]) {
  test(`gets its name once and replaces nothing, ${where}`, async (t) => {
    const folder = await temporaryFolder(t);
    const [first, second, place] = ['first', 'second', 'place'].map((name) => join(folder, name));
    assert.ok(first !== undefined && second !== undefined && place !== undefined);
    await writeFile(first, '1');
    await writeFile(second, '2');
    assert.equal(await placeFile(first, place, makeLink), true);
    assert.equal(await placeFile(second, place, makeLink), false);
    assert.equal(await readFile(place, 'utf8'), '1');
    assert.deepEqual(await readdir(folder), ['place']);
  });
}

test('any other failure is thrown, and the own file is gone', async (t) => {
  const folder = await temporaryFolder(t);
  const finished = join(folder, 'finished');
  await writeFile(finished, '');
  await assert.rejects(placeFile(finished, join(folder, 'place'), failing('EIO')), { code: 'EIO' });
  assert.deepEqual(await readdir(folder), []);
});
