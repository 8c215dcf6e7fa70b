import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { walkTree } from '../../../src/cache/walkTree.ts';
import { makeDeepTree, makeOddNames } from '../../support/oddTrees.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

async function countsOf(path: string): Promise<{ folders: number; links: number; bytes: number }> {
  const counts = { folders: 0, links: 0, bytes: 0 };
  await walkTree(path, (stats) => {
    counts.folders += stats.isDirectory() ? 1 : 0;
    counts.links += stats.isSymbolicLink() ? 1 : 0;
    counts.bytes += stats.isFile() ? stats.size : 0;
  });
  return counts;
}

test('each file and folder of a tree once, links as links', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'tree/a/b'), { recursive: true });
  mkdirSync(join(folder, 'tree/c'));
  writeFileSync(join(folder, 'tree/a/b/file'), '12345');
  writeFileSync(join(folder, 'tree/file'), '123');
  symlinkSync('..', join(folder, 'tree/c/up'));
  assert.deepEqual(await countsOf(join(folder, 'tree')), { folders: 4, links: 1, bytes: 8 });
  assert.deepEqual(await countsOf(join(folder, 'tree/file')), { folders: 0, links: 0, bytes: 3 });
  assert.deepEqual(await countsOf(join(folder, 'nothing')), { folders: 0, links: 0, bytes: 0 });
});

test('a tree deeper than any path, and names that are no UTF-8', async (context) => {
  const folder = await temporaryFolder(context);
  makeDeepTree(join(folder, 'deep'), 5000);
  makeOddNames(join(folder, 'odd'));
  const before = readdirSync('/proc/self/fd').length;
  assert.deepEqual(await countsOf(folder), { folders: 5003, links: 0, bytes: 2 });
  assert.equal(readdirSync('/proc/self/fd').length, before);
});

test('a tree that is taken apart under the walk ends it', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'tree/a'), { recursive: true });
  writeFileSync(join(folder, 'tree/a/file'), '');
  mkdirSync(join(folder, 'elsewhere'));
  let seen = 0;
  await walkTree(join(folder, 'tree'), (stats) => {
    seen += 1;
    if (stats.isFile()) {
      renameSync(join(folder, 'tree/a'), join(folder, 'elsewhere/a'));
    }
  });
  assert.equal(seen, 3);
});
