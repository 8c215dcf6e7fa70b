// A cache that loses what a run needs, once and again (D4).
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';

const releases = Array.from({ length: 5 }, (_, at) => `1.${at}`);
const files = [
  ...releases.map((version) => wheelFile({ name: 'thing', version, requires: ['helper'] })),
  wheelFile({ name: 'helper', version: '1.0' }),
];
const helperPath = '/files/helper-1.0-py3-none-any.whl';

for (const { what, times } of [
  { what: 'what is lost from the cache is fetched again, and the cell passes', times: 1 },
  {
    what: 'what is lost a second time ends its cell with the path, and all is well later',
    times: 2,
  },
]) {
  test(`${what} (D4)`, async () => {
    await using indexed = await IndexedRig.open(files);
    const { rig, server } = indexed;
    const wheels = join(rig.cacheDir, 'wheels-v1');
    await using held = await HeldCommands.open(rig.root);
    const run = indexed.spawn([
      ...'matrix thing --limit 5 --json - -j 1 --command'.split(' '),
      `{python} ${held.script} ${held.socket}`,
    ]);
    // While the first cell is tested three more get ready, and the fifth has to wait.
    const first = await held.next();
    // In the cell's own environment, or in one that is kept.
    const record = '{work,environments-v*}/**/helper-1.0.dist-info/RECORD';
    await until(() => Promise.resolve(globSync(record, { cwd: rig.cacheDir }).length === 4));
    await rm(wheels, { recursive: true });
    const helper = server.hold(helperPath);
    first.release();
    void releaseAll(held);
    await helper.arrived();
    helper.release();
    let ended = times === 1;
    void run.ended.then(() => (ended = true));
    await until(async () => {
      // Whatever comes back goes again, until the cell gives up.
      await (ended
        ? undefined
        : rm(wheels, { recursive: true, force: true }).catch(() => undefined));
      return ended;
    });
    const { status, stdout, stderr } = await run.ended;
    assert.equal(status, times === 1 ? 0 : 3, stderr);
    const { cells } = await readRecord(stdout);
    const lost = cells.filter(({ attempts }) => attempts !== undefined && attempts.length > 0);
    assert.ok(lost.length > 0, stdout);
    assert.ok(server.count(helperPath) >= 2, `${server.count(helperPath)} downloads`);
    for (const { state, reason, message } of cells.filter((cell) => cell.state !== 'pass')) {
      assert.equal(`${state}/${reason}`, 'infra/disk');
      assert.match(message, /^Failed to (?:read|keep) `/);
      assert.ok(message.includes(` \`${wheels}/`), message);
      // Whichever notices first: the link into the environment, or the look at what has just been made.
      assert.match(message, /(?:it was removed during the run|right after it was made)$/);
    }
    rig.assertNothingLeft();
    const again = await indexed.matrix('thing --limit 5');
    assert.equal(again.status, 0, again.stderr);
  });
}

/** Lets every further one go at once. */
async function releaseAll(held: HeldCommands): Promise<void> {
  for (;;) {
    (await held.next()).release();
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
