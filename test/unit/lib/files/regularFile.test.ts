import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Folder, isEntryName } from '../../../../src/lib/files/folder.ts';
import { copyRegularFile, readRegularFile } from '../../../../src/lib/files/regularFile.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('a regular file is read and copied whole, up to its limit', async (context) => {
  const path = await temporaryFolder(context);
  using folder = Folder.open(path);
  writeFileSync(join(path, 'file'), '0123456789');
  writeFileSync(join(path, 'empty'), '');
  assert.equal(
    (await readRegularFile({ folder, name: 'file', most: 10 })).toString(),
    '0123456789',
  );
  assert.equal((await readRegularFile({ folder, name: 'empty', most: 0 })).length, 0);
  await copyRegularFile({ folder, name: 'file', most: 10 }, join(path, 'copy'));
  assert.equal(readFileSync(join(path, 'copy'), 'utf8'), '0123456789');
  await copyRegularFile({ folder, name: 'empty', most: 0 }, join(path, 'none'));
  assert.equal(readFileSync(join(path, 'none'), 'utf8'), '');
  await assert.rejects(copyRegularFile({ folder, name: 'file', most: 10 }, join(path, 'none')), {
    code: 'EEXIST',
  });
});

test('anything else is named and left alone', async (context) => {
  const path = await temporaryFolder(context);
  using folder = Folder.open(path);
  mkdirSync(join(path, 'folder'));
  writeFileSync(join(path, 'large'), '');
  truncateSync(join(path, 'large'), 1e12);
  symlinkSync('large', join(path, 'link'));
  symlinkSync('/dev/zero', join(path, 'to-device'));
  execFileSync('mkfifo', [join(path, 'fifo')]);
  const before = readdirSync('/proc/self/fd').length;
  for (const [name, found] of [
    ['folder', 'a folder'],
    ['link', 'a link'],
    ['to-device', 'a link'],
    ['fifo', 'a FIFO'],
    ['large', 'a file of more than 9 bytes'],
    ['absent', 'nothing'],
  ] as const) {
    const file = { folder, name, most: 9 };
    await assert.rejects(readRegularFile(file), { name: 'NotRegular', found });
    await assert.rejects(copyRegularFile(file, join(path, 'copy')), { name: 'NotRegular', found });
  }
  assert.ok(!readdirSync(path).includes('copy'));
  assert.equal(readdirSync('/proc/self/fd').length, before);
});

test('names of entries are those that lead nowhere else', () => {
  for (const name of ['a', '...', 'a b', 'x'.repeat(255)]) {
    assert.ok(isEntryName(name), name);
  }
  for (const name of ['', '.', '..', 'a/b', '/', 'a\0b', 'é'.repeat(128)]) {
    assert.ok(!isEntryName(name), name);
  }
});
