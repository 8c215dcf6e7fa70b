// Cleaners beside runs (C3), and two caches with one data directory.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cleanBesideRuns } from '../support/cleanBesideRuns.ts';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import type { HeldChild } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { assertWhole } from '../support/killAndRecover.ts';
import type { CliOptions, Rig, StartedCli } from '../support/rig.ts';

test('cleaners beside runs of four processes wait for them, and no run fails (C3)', async () => {
  await cleanBesideRuns({
    commands: ['cache clean --all', 'gc --older-than 0m'],
    waits: true,
    mayMiss: false,
  });
});

test('two caches with one data directory: a killed run is swept from its own cache', async () => {
  await using indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
  const { rig } = indexed;
  await using held = await HeldCommands.open(rig.root);
  const here = {};
  const there = { env: { SPIP_CACHE_DIR: join(rig.root, 'cache2') } };
  const journals = (): readonly string[] => readdirSync(join(rig.dataDir, 'journals'));
  const work = (): readonly string[] => readdirSync(join(rig.root, 'cache2', 'work'));
  const killed = await startHeld(rig, held, there);
  const [dead = ''] = journals();
  const lives = await startHeld(rig, held, here);
  assert.equal(journals().length, 2);
  killed.run.signal('SIGKILL');
  await killed.run.ended;
  // Whoever uses the other cache leaves both alone: the folders of the dead run are not for it to remove.
  assert.equal((await rig.run(['lock', 'thing'], here)).status, 0);
  assert.deepEqual([journals().length, work()], [2, [dead]]);
  assert.equal(held.running >= 1, true, 'the live run goes on');
  // Whoever uses the same cache sweeps the dead run, and leaves the live one of the other cache alone.
  const sweeper = await rig.run(['lock', 'thing'], there);
  assert.equal(sweeper.status, 0, sweeper.stderr);
  await killed.child.gone;
  assert.deepEqual([journals().includes(dead), journals().length, work()], [false, 1, []]);
  assert.equal(held.running, 1);
  lives.child.release();
  const { status, stderr } = await lives.run.ended;
  assert.equal(status, 0, stderr);
  const again = await indexed.matrix('thing', there);
  assert.equal(again.status, 0, again.stderr);
  await assertWhole(indexed);
});

test('gc in one cache waits for the run of another on the same data', async () => {
  await using indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
  const { rig } = indexed;
  await using held = await HeldCommands.open(rig.root);
  const env = { SPIP_CACHE_DIR: join(rig.root, 'cache2') };
  const { run, child } = await startHeld(rig, held, { env });
  const gc = rig.spawn(['gc', '--older-than', '0m']);
  await gc.told(/^Waiting for run \w+ \(spip\.js matrix thing, pid \d+ on .*\)$/m);
  child.release();
  assert.equal((await run.ended).status, 0);
  assert.match((await gc.ended).stdout, /^Removed 1 run, 1 folder, 1 environment/);
});

/** A run whose only cell is held. */
async function startHeld(
  rig: Rig,
  held: HeldCommands,
  options: CliOptions,
): Promise<{ readonly run: StartedCli; readonly child: HeldChild }> {
  const command = `{python} ${held.script} ${held.socket}`;
  const run = rig.spawn(['matrix', 'thing', '--command', command], options);
  const child = await Promise.race([
    held.next(),
    run.ended.then(({ stderr }) => assert.fail(`It ended before it tested: ${stderr}`)),
  ]);
  return { run, child };
}
