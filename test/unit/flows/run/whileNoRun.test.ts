import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { whileNoRun, ifNoRun } from '../../../../src/flows/run/whileNoRun.ts';
import type { BegunRun } from '../../../../src/flows/run/beginRun.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { oneProcess, placesIn, untilWaiting } from './oneProcess.ts';

const { signal } = new AbortController();

describe('two caches with one data directory', () => {
  it('wait for each other’s runs where the data directory is tidied', async (t) => {
    const folder = await temporaryFolder(t);
    const dataDir = join(folder, 'data');
    const runner = oneProcess(t, { dataDir, cacheDir: join(folder, 'cache') });
    const tidier = oneProcess(t, { dataDir, cacheDir: join(folder, 'other') });
    const { journal } = await runner.begin();
    const done = (): Promise<string> => Promise.resolve('done');
    assert.equal(await ifNoRun('data', tidier, done), undefined);
    const { promise: told, resolve: tell } = Promise.withResolvers<string>();
    const options = { ...tidier, force: false, signal, onWait: tell };
    let ended = false;
    const tidied = whileNoRun('data', options, () => Promise.resolve(ended));
    assert.match(await told, new RegExp(`^run ${journal.runId} \\(`));
    ended = true;
    await journal.close();
    assert.equal(await tidied, true);
  });

  it('begin no run while the data directory is tidied', async (t) => {
    const folder = await temporaryFolder(t);
    const dataDir = join(folder, 'data');
    const runner = oneProcess(t, { dataDir, cacheDir: join(folder, 'cache') });
    const tidier = oneProcess(t, { dataDir, cacheDir: join(folder, 'other') });
    let begun: Promise<BegunRun> | undefined;
    let tidied = false;
    await ifNoRun('data', tidier, async () => {
      begun = runner.begin();
      await untilWaiting({ waiting: () => runner.locks.data.waiting });
      tidied = true;
    });
    assert.ok(tidied);
    await (await begun)?.journal.close();
  });
});

it('a run begins and ends where cache and data directory are one folder', async (t) => {
  const folder = await temporaryFolder(t);
  const runner = oneProcess(t, { dataDir: folder, cacheDir: folder });
  const other = oneProcess(t, { dataDir: folder, cacheDir: folder });
  const { journal } = await runner.begin();
  const done = (): Promise<string> => Promise.resolve('done');
  assert.equal(await ifNoRun('cache', other, done), undefined);
  await journal.close();
  assert.equal(await ifNoRun('data', other, done), 'done');
});

describe('whoever cleans', () => {
  const nothing = { force: false, signal, onWait: (): never => assert.fail() };

  it('waits for another cleaner, and names it', async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const [one, other] = [oneProcess(t, places), oneProcess(t, places)];
    const held = Promise.withResolvers<string>();
    const first = whileNoRun('cache', { ...one, ...nothing }, () => held.promise);
    assert.equal(await ifNoRun('cache', other, () => assert.fail()), undefined);
    const told = Promise.withResolvers<string>();
    const second = whileNoRun('cache', { ...other, ...nothing, onWait: told.resolve }, () =>
      Promise.resolve('second'),
    );
    assert.match(await told.promise, /^another command \(.*, pid \d+ on .*\)$/);
    held.resolve('first');
    assert.deepEqual(await Promise.all([first, second]), ['first', 'second']);
  });

  it('does not wait for runs where it is forced to', async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const { journal } = await oneProcess(t, places).begin();
    const forced = { ...oneProcess(t, places), ...nothing, force: true };
    assert.equal(await whileNoRun('cache', forced, () => Promise.resolve('done')), 'done');
    await journal.close();
  });

  it('holds nothing while it waits for a run: others begin and end', async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const runner = oneProcess(t, places);
    const { journal } = await runner.begin();
    const told = Promise.withResolvers<string>();
    const cleaned = whileNoRun(
      'cache',
      { ...oneProcess(t, places), ...nothing, onWait: told.resolve },
      () => Promise.resolve('cleaned'),
    );
    await told.promise;
    await (await runner.begin()).journal.close();
    await journal.close();
    assert.equal(await cleaned, 'cleaned');
  });

  it('stops waiting with Ctrl-C', async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const { journal } = await oneProcess(t, places).begin();
    const stop = new AbortController();
    const told = Promise.withResolvers<string>();
    const options = { ...oneProcess(t, places), force: false, signal: stop.signal };
    const failed = failureOf(() =>
      whileNoRun('cache', { ...options, onWait: told.resolve }, () => assert.fail()),
    );
    await told.promise;
    stop.abort();
    assert.equal((await failed).code, 'interrupted');
    await journal.close();
  });

  it('frees its place also where it fails', async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const process = oneProcess(t, places);
    const failure = new Error('no');
    const fails = (): Promise<never> => Promise.reject(failure);
    await assert.rejects(whileNoRun('cache', { ...process, ...nothing }, fails), failure);
    await assert.rejects(ifNoRun('cache', process, fails), failure);
    assert.equal(await ifNoRun('cache', process, () => Promise.resolve('free')), 'free');
  });
});
