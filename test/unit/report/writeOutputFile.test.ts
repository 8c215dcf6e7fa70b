import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, lstat, open, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeOutputFile } from '../../../src/report/writeOutputFile.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a regular file is replaced as a whole and keeps its mode', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'out.json');
  await writeFile(path, 'before');
  await chmod(path, 0o640);
  const { ino } = await stat(path);
  await writeOutputFile(path, 'after');
  assert.equal(await readFile(path, 'utf8'), 'after');
  assert.equal((await stat(path)).mode & 0o777, 0o640);
  assert.notEqual((await stat(path)).ino, ino);
  assert.deepEqual(await readdir(folder), ['out.json']);
});

test('a link stays one: its target is written, also where that is yet to be made', async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'there'), '');
  for (const target of ['there', 'missing']) {
    const link = join(folder, `link-to-${target}`);
    const chain = join(folder, `chain-to-${target}`);
    await symlink(target, link);
    await symlink(link, chain);
    await writeOutputFile(chain, target);
    assert.equal(await readFile(join(folder, target), 'utf8'), target);
    assert.ok((await lstat(link)).isSymbolicLink() && (await lstat(chain)).isSymbolicLink());
  }
});

test('a named pipe is written through and stays a pipe', async (t) => {
  const path = join(await temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [path]);
  const read = readFile(path, 'utf8');
  await writeOutputFile(path, 'through');
  assert.equal(await read, 'through');
  assert.ok((await lstat(path)).isFIFO());
});

test('a device is written through and stays a device', async () => {
  await writeOutputFile('/dev/null', 'nowhere');
  assert.ok((await lstat('/dev/null')).isCharacterDevice());
});

test('what is open already gets more of it, in the file that it is', async (t) => {
  const path = join(await temporaryFolder(t), 'open');
  const file = await open(path, 'a');
  t.after(() => file.close());
  await file.write('first ');
  const { ino } = await stat(path);
  await writeOutputFile(`/proc/self/fd/${file.fd}`, 'second');
  assert.equal(await readFile(path, 'utf8'), 'first second');
  assert.equal((await stat(path)).ino, ino);
});

test('a loop of links is an error of the system', async (t) => {
  const folder = await temporaryFolder(t);
  await symlink('b', join(folder, 'a'));
  await symlink('a', join(folder, 'b'));
  await assert.rejects(writeOutputFile(join(folder, 'a'), ''), { code: 'ELOOP' });
});
