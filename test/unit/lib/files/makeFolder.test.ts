import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { exists } from '../../../../src/lib/files/exists.ts';
import { makeFolder } from '../../../../src/lib/files/makeFolder.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('a folder is made with those above it, once or twice', async (t) => {
  const path = join(await temporaryFolder(t), 'a/b/c');
  await makeFolder(path);
  await makeFolder(path);
  assert.ok(exists(path));
});

// To Node a link that leads nowhere looks like a folder that was removed between its two looks.
test('a folder that goes meanwhile is missing, a file in the way is none', async (t) => {
  const root = await temporaryFolder(t);
  await symlink('nowhere', join(root, 'gone'));
  await writeFile(join(root, 'file'), '');
  const gone = join(root, 'gone/entry');
  await assert.rejects(makeFolder(gone), { code: 'ENOENT', path: gone });
  await assert.rejects(makeFolder(join(root, 'file/entry')), { code: 'ENOTDIR' });
});
