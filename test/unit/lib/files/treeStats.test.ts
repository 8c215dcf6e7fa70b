import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { treeStats } from '../../../../src/lib/files/treeStats.ts';
import { makeDeepTree, makeOddNames } from '../../../support/oddTrees.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

function countsOf(path: string): { folders: number; links: number; bytes: number } {
  const counts = { folders: 0, links: 0, bytes: 0 };
  for (const stats of treeStats(path)) {
    counts.folders += stats.isDirectory() ? 1 : 0;
    counts.links += stats.isSymbolicLink() ? 1 : 0;
    counts.bytes += stats.isFile() ? stats.size : 0;
  }
  return counts;
}

test('each file and folder of a tree once, links as links', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'tree/a/b'), { recursive: true });
  mkdirSync(join(folder, 'tree/c'));
  writeFileSync(join(folder, 'tree/a/b/file'), '12345');
  writeFileSync(join(folder, 'tree/file'), '123');
  symlinkSync('..', join(folder, 'tree/c/up'));
  assert.deepEqual(countsOf(join(folder, 'tree')), { folders: 4, links: 1, bytes: 8 });
  assert.deepEqual(countsOf(join(folder, 'tree/file')), { folders: 0, links: 0, bytes: 3 });
  assert.deepEqual(countsOf(join(folder, 'nothing')), { folders: 0, links: 0, bytes: 0 });
});

test('a tree deeper than any path, and names that are no UTF-8', async (context) => {
  const folder = await temporaryFolder(context);
  makeDeepTree(join(folder, 'deep'), 5000);
  makeOddNames(join(folder, 'odd'));
  const before = readdirSync('/proc/self/fd').length;
  assert.deepEqual(countsOf(folder), { folders: 5003, links: 0, bytes: 2 });
  assert.equal(readdirSync('/proc/self/fd').length, before);
});

test('a tree that is taken apart under the walk ends it', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'tree/a'), { recursive: true });
  writeFileSync(join(folder, 'tree/a/file'), '');
  mkdirSync(join(folder, 'elsewhere'));
  let seen = 0;
  for (const stats of treeStats(join(folder, 'tree'))) {
    seen += 1;
    if (stats.isFile()) {
      renameSync(join(folder, 'tree/a'), join(folder, 'elsewhere/a'));
    }
  }
  assert.equal(seen, 3);
});

test('a folder that becomes a link under the walk leads nowhere', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'a'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/secret'), '12345');
  const open = readdirSync('/proc/self/fd').length;
  for (const swapped of [tree, join(tree, 'a')]) {
    const seen = [];
    for (const stats of treeStats(tree)) {
      seen.push(stats.size);
      // Its state is told; it is entered only afterwards.
      if (seen.length === (swapped === tree ? 1 : 2)) {
        renameSync(swapped, join(folder, 'moved'));
        symlinkSync(join(folder, 'outside'), swapped);
      }
    }
    assert.ok(!seen.includes(5), swapped);
    rmSync(swapped);
    renameSync(join(folder, 'moved'), swapped);
  }
  assert.equal(readdirSync('/proc/self/fd').length, open);
});

test('whoever stops early leaves nothing open', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  const open = readdirSync('/proc/self/fd').length;
  for (const stats of treeStats(folder)) {
    assert.ok(stats.isDirectory());
    if (readdirSync('/proc/self/fd').length > open) {
      break;
    }
  }
  assert.equal(readdirSync('/proc/self/fd').length, open);
});
