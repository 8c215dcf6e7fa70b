// A first run whose data directory has no room: from its first lock to its first worktree (D1, E4).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { mountSmallDisk, noSmallDisks } from '../support/smallDisk.ts';

const skip = noSmallDisks();

/** Files that fit: each number is met by another step of the run. */
const inodes = [6, 12, 16, 20, 24, 28, 44];
/** The same with bytes: the database of runs, then objects of the ledger. */
const sizes = ['64k', '128k'];

for (const options of [
  ...inodes.map((count) => `nr_inodes=${count}`),
  ...sizes.map((size) => `size=${size}`),
]) {
  test(
    `no room for the first data, ${options}: said with its place, and the next run passes`,
    { skip },
    async () => {
      await using indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
      const { rig } = indexed;
      using disk = mountSmallDisk(rig.dataDir, options);
      const full = await rig.run(['matrix', 'thing']);
      assert.equal(full.status, 3, full.stderr);
      assert.match(full.stderr, /no space left|disk is full/);
      assert.ok(full.stderr.includes(rig.root), full.stderr);
      disk.change('size=64m,nr_inodes=10000');
      const again = await indexed.matrix('thing');
      assert.equal(again.status, 0, again.stderr);
      assert.doesNotMatch(again.stderr, /^warning/m);
    },
  );
}
