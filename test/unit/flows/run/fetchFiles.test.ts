import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fetchFiles } from '../../../../src/flows/run/fetchFiles.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('files come from the index, but those that the run has brought itself from where they lie', async (t) => {
  const folder = await temporaryFolder(t);
  const [one, two] = ['one-1.0.tar.gz', 'two-1.0.tar.gz'].map((name) => listedFile(name));
  assert.ok(one !== undefined && two !== undefined);
  const { fetch, brought } = fetchFiles({
    download: ({ filename }, destination) => writeFile(destination, `downloaded ${filename}`),
  });
  await writeFile(join(folder, 'own'), 'brought');
  brought.set(two.url, join(folder, 'own'));
  const fetched = async (file: typeof one): Promise<string> => {
    const destination = join(folder, file.filename);
    await fetch(file, destination);
    return readFile(destination, 'utf8');
  };
  assert.equal(await fetched(one), 'downloaded one-1.0.tar.gz');
  assert.equal(await fetched(two), 'brought');
  // A file that is there already was never meant to be replaced.
  await assert.rejects(fetched(two), { code: 'EEXIST' });
});
