// `spip cache info`, `verify` and `clean`, alone and beside runs.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFileLocks } from '../../src/cache/fileLock.ts';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import type { HeldChild } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { StartedCli } from '../support/rig.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0', requires: ['other'] }),
  wheelFile({ name: 'other', version: '1.0', files: { 'other.py': 'x = 1\n' } }),
];

interface Info {
  readonly buckets: readonly { readonly bucket: string; readonly entries: number }[];
  readonly useless: readonly { readonly why: string; readonly entries: number }[];
  readonly limit: number | null;
  readonly runs: readonly string[];
}

async function infoOf(indexed: IndexedRig): Promise<Info> {
  const { status, stdout, stderr } = await indexed.rig.run(['cache', 'info', '--format', 'json']);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Info;
}

async function countsOf(indexed: IndexedRig): Promise<Readonly<Record<string, number>>> {
  const { buckets } = await infoOf(indexed);
  return Object.fromEntries(buckets.map(({ bucket, entries }) => [bucket, entries]));
}

/** The first child of a run; fails if the run ends before. */
function heldBy(run: StartedCli, held: HeldCommands): Promise<HeldChild> {
  return Promise.race([
    held.next(),
    run.ended.then(({ stderr }) => assert.fail(`It ended before it tested: ${stderr}`)),
  ]);
}

/** Paths of all files of this name in the store. */
function storedFiles({ rig }: IndexedRig, name: string): readonly string[] {
  return readdirSync(join(rig.cacheDir, 'wheels-v1'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`/files/${name}`))
    .map((path) => join(rig.cacheDir, 'wheels-v1', path));
}

test('what was changed unseen is found, set aside, named, and repaired by the next run', async () => {
  await using indexed = await IndexedRig.open(files);
  assert.equal((await indexed.matrix('thing')).status, 0);
  const fine = await indexed.run('cache verify');
  assert.equal(fine.status, 0);
  assert.match(fine.stdout, /^Verified \d+ entries: nothing is damaged\n$/);
  const [path = ''] = storedFiles(indexed, 'other.py');
  const { mtime } = statSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, 'x = 2\n');
  chmodSync(path, 0o444);
  utimesSync(path, mtime, mtime);
  const found = await indexed.run('cache verify');
  assert.equal(found.status, 1);
  assert.match(found.stdout, /^damaged: wheels of other: `other\.py` has a wrong digest\n/);
  assert.match(found.stdout, /: 1 damaged, moved to quarantine;/);
  assert.deepEqual(
    (await infoOf(indexed)).useless.map(({ why }) => why),
    ['quarantined'],
  );
  assert.equal((await indexed.matrix('thing')).status, 0);
  assert.equal(readFileSync(path, 'utf8'), 'x = 1\n');
  assert.equal(indexed.server.count('/files/other-1.0-py3-none-any.whl'), 2);
  assert.equal((await indexed.run('cache verify')).status, 0);
  assert.match((await indexed.run('cache clean')).stdout, /Removed \d+ (entry|entries)/);
  assert.deepEqual((await infoOf(indexed)).useless, []);
});

test('clean by package, by age and of everything; what is gone is fetched again', async () => {
  await using indexed = await IndexedRig.open([
    ...files,
    sdistFile({
      name: 'broken',
      version: '1.0',
      pyproject: '[build-system]\nrequires = []\nbuild-backend = "engine"\nbackend-path = ["."]\n',
      files: { 'engine.py': 'def build_wheel(*args):\n    raise SystemExit("never")\n' },
    }),
  ]);
  assert.equal((await indexed.matrix('thing')).status, 0);
  assert.equal((await indexed.matrix('broken')).status, 1);
  const before = await countsOf(indexed);
  assert.deepEqual([before['sdists'], before['built']], [1, 1]);
  await indexed.run('cache clean --package Other --package broken --dry-run');
  assert.deepEqual(await countsOf(indexed), before);
  await indexed.run('cache clean --package Other --package broken');
  const after = await countsOf(indexed);
  assert.deepEqual([after['sdists'], after['built']], [0, 0]);
  assert.equal(after['wheels'], (before['wheels'] ?? 0) - 1);
  assert.deepEqual(storedFiles(indexed, 'other.py'), []);
  assert.equal((await indexed.matrix('thing')).status, 0);
  for (const place of storedFiles(indexed, 'other.py')) {
    const entry = join(place, '../..');
    utimesSync(entry, 1000, 1000);
  }
  assert.match((await indexed.run('cache clean --older-than 1d')).stdout, /^Kind .*\nwheels +1 /);
  await indexed.run('cache clean --all');
  assert.deepEqual(new Set(Object.values(await countsOf(indexed))), new Set([0]));
  assert.equal((await indexed.matrix('thing')).status, 0);
  const { status, stderr } = await indexed.run('cache clean --all --package thing');
  assert.equal(status, 2);
  assert.match(stderr, /^error: Expected `--all` alone/);
});

test('folders of runs whose journal is gone go, and clean names them', async () => {
  await using indexed = await IndexedRig.open(files);
  const { cacheDir } = indexed.rig;
  const leave = async (run: string, place: string): Promise<void> => {
    const locks = openFileLocks(join(cacheDir, 'locks'));
    (await locks.tryLock(`run-${run}`))?.release();
    locks.close();
    await mkdir(join(cacheDir, place), { recursive: true });
  };
  await leave('dead0001', 'tmp/dead0001/x');
  await leave('dead0002', 'work/dead0002/c1');
  const { stdout } = await indexed.run('cache clean --all --format json');
  const { swept_runs: swept } = JSON.parse(stdout) as { readonly swept_runs: readonly string[] };
  assert.deepEqual(swept, ['dead0001', 'dead0002']);
  await leave('dead0003', 'tmp/dead0003');
  assert.match(
    (await indexed.run('cache clean --all')).stdout,
    /^Cleaned up after runs that had died: dead0003$/m,
  );
});

test('clean waits for a live run and says for whom; a run that begins meanwhile is not held up', async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = ['--command', `{python} ${held.script} ${held.socket}`];
  const run = indexed.spawn(['matrix', 'thing', ...command]);
  const child = await heldBy(run, held);
  const { runs } = await infoOf(indexed);
  assert.equal(runs.length, 1);
  const clean = indexed.spawn('cache clean --all');
  await clean.told(/^Waiting for run \w+ \(spip\.js matrix thing, pid \d+ on .*\)$/m);
  assert.ok(clean.stderr().includes(`run ${runs[0] ?? ''}`));
  // Others come and go while it waits.
  const between = await indexed.rig.run(['matrix', 'thing']);
  assert.equal(between.status, 0, between.stderr);
  assert.equal(clean.stdout(), '');
  child.release();
  assert.equal((await run.ended).status, 0);
  const { status, stdout } = await clean.ended;
  assert.equal(status, 0);
  assert.match(stdout, /^Removed \d+ entries/m);
  assert.equal((await countsOf(indexed))['wheels'], 0);
});

test('a waiting clean ends at once on Ctrl-C, and --force does not wait', async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = ['--command', `{python} ${held.script} ${held.socket}`];
  const run = indexed.spawn(['matrix', 'thing', ...command]);
  const child = await heldBy(run, held);
  const waiting = indexed.spawn('cache clean --all');
  await waiting.told(/^Waiting for run/m);
  waiting.signal('SIGINT');
  const { status, stderr } = await waiting.ended;
  assert.equal(status, 130);
  assert.match(stderr, /^Interrupted$/m);
  assert.ok(storedFiles(indexed, 'other.py').length === 1);
  const forced = await indexed.rig.run(['cache', 'clean', '--all', '--force']);
  assert.equal(forced.status, 0, forced.stderr);
  assert.equal(storedFiles(indexed, 'other.py').length, 0);
  child.release();
  assert.equal((await run.ended).status, 0, 'what it uses was linked already');
});

test('a run that begins while the cache is cleaned waits and says for whom', async () => {
  await using indexed = await IndexedRig.open(files);
  const locks = openFileLocks(join(indexed.rig.cacheDir, 'locks'));
  try {
    const cleaning = await locks.lock('cleaning');
    const run = indexed.spawn('matrix thing');
    await run.told(
      /^warning: Waiting for a command \(.*, pid \d+ on .*\), which cleans the cache$/m,
    );
    assert.equal(indexed.server.count('/simple/thing/'), 0);
    cleaning.release();
    assert.equal((await run.ended).status, 0);
  } finally {
    locks.close();
  }
});

test('a size limit is kept by the run that adds to the cache, what was used last stays', async () => {
  const big = (name: string) =>
    wheelFile({
      name,
      version: '1.0',
      files: { [`${name}.py`]: `# ${'y'.repeat(400_000)}\n` },
    });
  await using indexed = await IndexedRig.open(['aa', 'bb', 'cc'].map(big));
  const env = { SPIP_CACHE_MAX_SIZE: '1.2MB' };
  const has = (name: string): boolean => storedFiles(indexed, `${name}.py`).length === 1;
  for (const name of ['aa', 'bb']) {
    assert.equal((await indexed.matrix(name, { env })).status, 0);
  }
  assert.deepEqual(['aa', 'bb', 'cc'].map(has), [true, true, false]);
  for (const [at, name] of ['bb', 'aa'].entries()) {
    const [path = ''] = storedFiles(indexed, `${name}.py`);
    utimesSync(join(path, '../..'), 2000 + at, 2000 + at);
  }
  assert.equal((await indexed.matrix('cc', { env })).status, 0);
  assert.deepEqual(['aa', 'bb', 'cc'].map(has), [true, false, true]);
  assert.ok(existsSync(join(indexed.rig.cacheDir, 'CACHEDIR.TAG')));
});
