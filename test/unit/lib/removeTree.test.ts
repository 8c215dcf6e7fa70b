import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeTree } from '../../../src/lib/removeTree.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('a tree goes, what its links point to stays', async (context) => {
  const folder = await temporaryFolder(context);
  const [tree, outside] = [join(folder, 'tree'), join(folder, 'outside')];
  mkdirSync(join(tree, 'deep/er'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'kept'), '');
  symlinkSync(outside, join(tree, 'deep/folder'));
  symlinkSync(join(outside, 'kept'), join(tree, 'deep/er/file'));
  symlinkSync('nowhere', join(tree, 'dangling'));
  for (let index = 0; index < 600; index += 1) {
    writeFileSync(join(tree, 'deep', `f${index}`), '');
  }
  await removeTree(tree);
  assert.deepEqual(readdirSync(folder), ['outside']);
  assert.deepEqual(readdirSync(outside), ['kept']);
});

test('folders that were closed and files that are read-only go too', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'closed/inner'), { recursive: true });
  writeFileSync(join(tree, 'closed/inner/x'), '', { mode: 0o444 });
  chmodSync(join(tree, 'closed/inner'), 0o500);
  chmodSync(join(tree, 'closed'), 0o000);
  await removeTree(tree);
  assert.equal(existsSync(tree), false);
});

test('a file, a link to a folder, and nothing at all', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'kept'));
  symlinkSync('kept', join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  await removeTree(join(folder, 'link'));
  await removeTree(join(folder, 'file', 'below'));
  await removeTree(join(folder, 'file'));
  await removeTree(join(folder, 'file'));
  assert.deepEqual(readdirSync(folder), ['kept']);
});

test('two removals of one tree at once both succeed', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  for (let index = 0; index < 1000; index += 1) {
    writeFileSync(join(tree, `f${index}`), '');
  }
  await Promise.all([removeTree(tree), removeTree(tree)]);
  assert.equal(existsSync(tree), false);
});
