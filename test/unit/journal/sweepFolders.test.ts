import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { liveRuns } from '../../../src/journal/liveRuns.ts';
import { openJournal } from '../../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks, tryLockRun } from '../../../src/journal/runLocks.ts';
import type { RunLocks, RunPlaces } from '../../../src/journal/runLocks.ts';
import { sweepDeadRuns } from '../../../src/journal/sweepDeadRuns.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

test('folders whose journal is gone or elsewhere go, unless their run lives', async (t) => {
  const folder = await temporaryFolder(t);
  const cacheDir = join(folder, 'cache');
  const elsewhere = { dataDir: join(folder, 'elsewhere'), cacheDir };
  const locks = locksOf(t, elsewhere);
  const live = await openJournal({ ...elsewhere, locks, newRunId: () => 'live' });
  t.after(() => live.close());
  for (const place of ['tmp/dead1/x', 'work/dead2/c1', 'tmp/dead2', 'tmp/live', 'work/live']) {
    await mkdir(join(cacheDir, place), { recursive: true });
  }
  for (const run of ['dead1', 'dead2']) {
    (await tryLockRun(locks, run))?.release();
  }
  await writeFile(join(cacheDir, 'tmp', 'foreign'), '');
  const places = { dataDir: join(folder, 'data'), cacheDir };
  assert.deepEqual(await sweep(t, places), [
    `strays dead1 ${cacheDir}`,
    `strays dead2 ${cacheDir}`,
  ]);
  assert.deepEqual(await readdir(join(cacheDir, 'tmp')), ['foreign', 'live']);
  assert.deepEqual(await readdir(join(cacheDir, 'work')), ['live']);
  assert.deepEqual(await sweep(t, places), []);
});

test('a journal stays for the next sweep where something was not undone', async (t) => {
  const folder = await temporaryFolder(t);
  const places = { dataDir: join(folder, 'data'), cacheDir: join(folder, 'cache') };
  const journal = await openJournal({ ...places, locks: locksOf(t, places), newRunId: () => 'r1' });
  await journal.intend({ kind: 'directory', path: '/a' });
  await journal.done(await journal.intend({ kind: 'directory', path: '/b' }));
  assert.equal(journal.hasLeftovers, true);
  await journal.close();
  assert.deepEqual(await readdir(join(places.dataDir, 'journals')), ['r1']);
  assert.deepEqual(await sweep(t, places), [`strays r1 ${places.cacheDir}`, 'directory /a']);
  assert.deepEqual(await readdir(join(places.dataDir, 'journals')), []);
});

test("folders that were there before the cache are nobody's", async (t) => {
  const folder = await temporaryFolder(t);
  const long = 'x'.repeat(200);
  for (const place of ['work/template/src', 'tmp/t8abcdef', `tmp/${long}`]) {
    await mkdir(join(folder, place), { recursive: true });
  }
  const places = { dataDir: join(folder, 'data'), cacheDir: folder };
  const find = () => liveRuns({ ...places, locks: locksOf(t, places) });
  assert.deepEqual(await find(), []);
  // Whoever has looked at them has not made them runs.
  assert.deepEqual(await sweep(t, places), []);
  assert.deepEqual(await readdir(join(folder, 'work', 'template')), ['src']);
  assert.deepEqual(await readdir(join(folder, 'tmp')), ['t8abcdef', long]);
});

test('a cache of its own goes with a dead run, whatever cache the sweeper uses', async (t) => {
  const folder = await temporaryFolder(t);
  const [dataDir, cacheDir, own] = ['data', 'cache', 'own'].map((name) => join(folder, name));
  assert.ok(dataDir !== undefined && cacheDir !== undefined && own !== undefined);
  const places = { dataDir, cacheDir: own };
  const locks = locksOf(t, places);
  const journal = await openJournal({ ...places, locks, newRunId: () => 'dead' });
  await journal.intend({ kind: 'directory', path: own });
  // What a kill leaves: the journal without its lock.
  const path = join(dataDir, 'journals', 'dead');
  const text = await readFile(path, 'utf8');
  await journal.close();
  await writeFile(path, text);
  await mkdir(cacheDir);
  assert.deepEqual(await sweep(t, { dataDir, cacheDir }), [
    `strays dead ${own}`,
    `directory ${own}`,
  ]);
  assert.deepEqual(await readdir(join(dataDir, 'journals')), []);
});

function locksOf(t: TestContext, places: RunPlaces): RunLocks {
  const locks = openRunLocks(places);
  t.after(() => closeRunLocks(locks));
  return locks;
}

/** Sweeps, and tells what was to be undone. */
async function sweep(t: TestContext, places: RunPlaces): Promise<readonly string[]> {
  const calls: string[] = [];
  const undo = {
    strays: async (run: string, cacheDir: string) => void calls.push(`strays ${run} ${cacheDir}`),
    worktree: () => Promise.reject(new Error('there is none')),
    process: () => Promise.reject(new Error('there is none')),
    directory: async (path: string) => void calls.push(`directory ${path}`),
  };
  const swept = await sweepDeadRuns({ ...places, locks: locksOf(t, places), undo });
  assert.deepEqual(
    swept.flatMap(({ failures }) => failures),
    [],
  );
  return calls;
}
