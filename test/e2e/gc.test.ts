// `spip gc`: what old runs leave in the data directory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const files = ['1.0', '2.0', '3.0'].map((version) => wheelFile({ name: 'thing', version }));

function git({ rig }: IndexedRig, ...args: readonly string[]): readonly string[] {
  return execFileSync('git', ['--git-dir', join(rig.dataDir, 'ledger.git'), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: rig.home, GIT_CONFIG_NOSYSTEM: '1' },
  })
    .split('\n')
    .filter((line) => line !== '');
}

function environmentsOf(indexed: IndexedRig): readonly string[] {
  return git(indexed, 'for-each-ref', '--format=%(objectname)', 'refs/spip/env');
}

test('drops runs beyond --keep with their rows, folders and environments, and nothing else', async () => {
  await using indexed = await IndexedRig.open(files);
  const ids: string[] = [];
  const commits: string[] = [];
  for (const version of ['1.0', '2.0', '3.0', '1.0']) {
    const { record } = await indexed.matrix(`thing==${version} --keep all`);
    ids.push(record.run.id);
    commits.push(record.cells[0]?.environment ?? '');
  }
  await indexed.run('lock thing');
  const runsFolder = join(indexed.rig.dataDir, 'runs');
  assert.equal(readdirSync(runsFolder).length, 4, 'a lock leaves nothing');
  assert.equal(environmentsOf(indexed).length, 3);
  const looked = await indexed.run('gc --keep 2 --dry-run');
  assert.equal(looked.stdout, 'Would remove 2 runs, 2 folders, 1 environment\n');
  assert.equal(environmentsOf(indexed).length, 3);
  const { status, stdout, stderr } = await indexed.run('gc --keep 2');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Removed 2 runs, 2 folders, 1 environment: .* became .*\n$/);
  assert.deepEqual(readdirSync(runsFolder).toSorted(), ids.slice(2).toSorted());
  assert.deepEqual(
    environmentsOf(indexed).toSorted(),
    [commits[2] ?? '', commits[3] ?? ''].toSorted(),
    'the environment of the first run is that of the last: it stays',
  );
  assert.deepEqual(
    readdirSync(join(indexed.rig.cacheDir, 'kept')).toSorted(),
    ids.slice(2).toSorted(),
  );
  assert.deepEqual(git(indexed, 'fsck', '--strict', '--full'), []);
  const loose = git(indexed, 'count-objects')[0] ?? '';
  assert.match(loose, /^0 objects/);
  assert.equal((await indexed.run(['show', ids[1] ?? ''])).status, 2);
  assert.equal((await indexed.run(['show', ids[3] ?? ''])).status, 0);
  // The packed ledger serves the next runs.
  assert.equal((await indexed.matrix('thing')).status, 0);
  assert.deepEqual(git(indexed, 'fsck', '--strict', '--full'), []);
});

test('with age and number a run goes only if both say so; without either all runs stay', async () => {
  await using indexed = await IndexedRig.open(files);
  await indexed.matrix('thing==1.0');
  await indexed.matrix('thing==2.0');
  for (const args of ['gc', 'gc --older-than 1h', 'gc --keep 1 --older-than 1h']) {
    const { stdout } = await indexed.run(args);
    assert.match(stdout, /^Removed 0 runs, 0 folders, 0 environments/, args);
  }
  assert.match((await indexed.run('gc --older-than 0m')).stdout, /^Removed 2 runs, /);
  assert.equal((await indexed.run('runs')).stdout, 'No runs yet: `spip matrix` makes one\n');
  assert.deepEqual(environmentsOf(indexed), []);
  await using empty = await IndexedRig.open([]);
  assert.equal((await empty.run('gc')).status, 0);
  assert.ok(!existsSync(join(empty.rig.dataDir, 'ledger.git')));
});

test('never beside a run: it waits and says for whom', async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = ['--command', `{python} ${held.script} ${held.socket}`];
  const run = indexed.spawn(['matrix', 'thing==1.0', ...command]);
  const child = await Promise.race([
    held.next(),
    run.ended.then(({ stderr }) => assert.fail(`It ended before it tested: ${stderr}`)),
  ]);
  const gc = indexed.spawn('gc --older-than 0m');
  await gc.told(/^Waiting for run \w+ \(spip\.js matrix thing==1\.0, pid \d+ on .*\)$/m);
  assert.equal(environmentsOf(indexed).length, 1);
  child.release();
  assert.equal((await run.ended).status, 0);
  assert.match((await gc.ended).stdout, /^Removed 1 run, 1 folder, 1 environment/);
});
