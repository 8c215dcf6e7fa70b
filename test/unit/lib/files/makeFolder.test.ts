import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { exists } from '../../../../src/lib/files/exists.ts';
import { makeFolder } from '../../../../src/lib/files/makeFolder.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('a folder is made with those above it, once or twice', async (t) => {
  const path = join(await temporaryFolder(t), 'a/b/c');
  makeFolder(path);
  makeFolder(path);
  assert.ok(exists(path));
});

test('what is in the way is named: links to nothing, files, and folders where nothing can be made', async (t) => {
  const root = await temporaryFolder(t);
  await symlink('nowhere', join(root, 'gone'));
  await writeFile(join(root, 'file'), '');
  const gone = join(root, 'gone/entry');
  assert.throws(() => makeFolder(gone), { code: 'ENOENT' });
  assert.throws(() => makeFolder(join(root, 'file/entry')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
  for (const place of ['/proc/nope', '/proc/nope/deeper', '/proc/self/nope', '/dev/null/nope']) {
    if (exists(dirname(place)) || place.includes('deeper')) {
      assert.throws(() => makeFolder(place), { code: /^(?:ENOENT|ENOTDIR|EACCES|EPERM)$/ }, place);
    }
  }
});
