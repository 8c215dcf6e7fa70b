import assert from 'node:assert/strict';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Folder } from '../../../../src/lib/files/folder.ts';
import { diskUse } from '../../../../src/process/usage/diskUse.ts';
import { makeDeepTree, makeOddNames } from '../../../support/oddTrees.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const million = 'x'.repeat(1_000_000);

function assertMillions(bytes: number, millions: number): void {
  assert.ok(bytes >= millions * 1e6 && bytes < (millions + 0.5) * 1e6, String(bytes));
}

test('what is below a few folders counts, hard links once and holes not', async (t) => {
  const folder = await temporaryFolder(t);
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  [one, two].forEach((path) => mkdirSync(path));
  writeFileSync(join(one, 'file'), million);
  writeFileSync(join(two, 'file'), million);
  linkSync(join(one, 'file'), join(two, 'link'));
  truncateSync(writtenEmpty(join(two, 'hole')), 1e10);
  assertMillions(diskUse([one, two, join(folder, 'none')]), 2);
});

test('deeper than any path, and below names that are no UTF-8', async (t) => {
  const folder = await temporaryFolder(t);
  const place = join(folder, 'place');
  mkdirSync(place);
  makeDeepTree(join(place, 'deep'), 20);
  makeOddNames(join(place, 'odd'));
  using bottom = Folder.open(join(place, 'deep', ...Array.from({ length: 19 }, () => 'd')));
  using odd = Folder.open(Buffer.concat([Buffer.from(`${place}/odd/`), Buffer.from([0xff, 0xfe])]));
  for (let depth = 20; depth < 5000; depth += 1) {
    mkdirSync(join(place, 'above'));
    renameSync(join(place, 'deep'), join(place, 'above/d'));
    renameSync(join(place, 'above'), join(place, 'deep'));
  }
  const before = diskUse([place]);
  [bottom, odd].forEach((each) => writeFileSync(each.at('large'), million));
  assertMillions(diskUse([place]) - before, 2);
});

test('no link is followed, neither below a folder nor in its place', async (t) => {
  const folder = await temporaryFolder(t);
  const [place, outside] = [join(folder, 'place'), join(folder, 'outside')];
  [place, outside].forEach((path) => mkdirSync(path));
  writeFileSync(join(outside, 'large'), million);
  symlinkSync(outside, join(place, 'folder'));
  symlinkSync(join(outside, 'large'), join(place, 'file'));
  symlinkSync('/', join(folder, 'swapped'));
  const open = readdirSync('/proc/self/fd').length;
  assert.ok(diskUse([place, join(folder, 'swapped')]) < 100_000);
  assert.equal(readdirSync('/proc/self/fd').length, open);
});

function writtenEmpty(path: string): string {
  writeFileSync(path, '');
  return path;
}
