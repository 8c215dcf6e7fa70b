import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { whileNoRun, ifNoRun } from '../../../../src/flows/run/whileNoRun.ts';
import { beginRun } from '../../../../src/flows/run/beginRun.ts';
import type { BegunRun } from '../../../../src/flows/run/beginRun.ts';
import { closeRunLocks, openRunLocks } from '../../../../src/journal/runLocks.ts';
import type { RunLocks } from '../../../../src/journal/runLocks.ts';
import type { Places } from '../../../../src/model/settings.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const { signal } = new AbortController();

interface Process {
  readonly places: Places;
  readonly locks: RunLocks;
  readonly begin: () => Promise<BegunRun>;
}

/** What a process with these places has. */
function startProcess(t: TestContext, places: Places): Process {
  const locks = openRunLocks(places);
  t.after(() => closeRunLocks(locks));
  const context = {
    clock: { now: () => new Date(), elapsed: () => 0 },
    stop: { drain: signal, kill: signal, received: () => undefined },
  };
  const begin = () => beginRun({ places, locks, emit: () => undefined, context });
  return { places, locks, begin };
}

describe('two caches with one data directory', () => {
  it('wait for each other’s runs where the data directory is tidied', async (t) => {
    const folder = await temporaryFolder(t);
    const dataDir = join(folder, 'data');
    const runner = startProcess(t, { dataDir, cacheDir: join(folder, 'cache') });
    const tidier = startProcess(t, { dataDir, cacheDir: join(folder, 'other') });
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
    const runner = startProcess(t, { dataDir, cacheDir: join(folder, 'cache') });
    const tidier = startProcess(t, { dataDir, cacheDir: join(folder, 'other') });
    let begun: Promise<BegunRun> | undefined;
    let tidied = false;
    await ifNoRun('data', tidier, async () => {
      begun = runner.begin();
      while (runner.locks.data.waiting === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      tidied = true;
    });
    assert.ok(tidied);
    await (await begun)?.journal.close();
  });
});

it('a run begins and ends where cache and data directory are one folder', async (t) => {
  const folder = await temporaryFolder(t);
  const runner = startProcess(t, { dataDir: folder, cacheDir: folder });
  const other = startProcess(t, { dataDir: folder, cacheDir: folder });
  const { journal } = await runner.begin();
  const done = (): Promise<string> => Promise.resolve('done');
  assert.equal(await ifNoRun('cache', other, done), undefined);
  await journal.close();
  assert.equal(await ifNoRun('data', other, done), 'done');
});
