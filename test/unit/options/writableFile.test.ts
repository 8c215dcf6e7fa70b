import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { existingPath } from '../../../src/options/existingPath.ts';
import { writableFile } from '../../../src/options/writableFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('takes files that can be made, below folders that can be made', async (t) => {
  const cwd = await temporaryFolder(t);
  await writeFile(join(cwd, 'old.json'), '');
  for (const path of ['new.json', 'old.json', 'a/b/new.json', join(cwd, 'new.json')]) {
    assert.equal(writableFile(path, cwd, '--json'), join(cwd, path.replace(`${cwd}/`, '')));
  }
  assert.equal(writableFile('-', cwd, '--json'), '-');
  assert.deepEqual(await readdir(cwd), ['old.json']);
});

test('refuses a folder and what lies below a file', async (t) => {
  const cwd = await temporaryFolder(t);
  await mkdir(join(cwd, 'folder'));
  await writeFile(join(cwd, 'file'), '', { mode: 0o777 });
  assert.throws(() => writableFile('folder', cwd, '--json'), {
    code: 'unwritable',
    message: 'Expected `--json` to name a file, found a folder: `folder`',
  });
  for (const path of ['file/x.json', 'file/a/x.json']) {
    assert.throws(() => writableFile(path, cwd, '--json'), {
      code: 'unwritable',
      message: `Failed to write \`${path}\` (--json): \`${join(cwd, 'file')}\` is not a folder that can be written`,
    });
  }
});

test('refuses what nobody can look at', async (t) => {
  const cwd = await temporaryFolder(t);
  await symlink('circle', join(cwd, 'circle'));
  for (const path of ['circle', 'circle/x.json', 'n'.repeat(300)]) {
    for (const look of [
      () => writableFile(path, cwd, '--json'),
      () => existingPath(path, cwd, '--json'),
    ]) {
      assert.throws(look, { code: 'not-found', message: `Failed to look at \`${path}\` (--json)` });
    }
  }
});

for (const path of ['/proc/nope/y', '/proc/y', '/proc/self/a/b/c', '/sys/kernel/nope/y']) {
  test(`refuses what nobody can make: ${path}`, { skip: process.platform !== 'linux' }, () => {
    assert.throws(() => writableFile(path, '/', '--json'), {
      code: 'unwritable',
      message: /^Failed to write `.*` \(--json\): `\/(?:proc|sys)[^`]*` is not a folder/,
    });
  });
}
