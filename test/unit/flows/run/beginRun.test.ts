import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { whileNoRun } from '../../../../src/flows/run/whileNoRun.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { oneProcess, placesIn, untilWaiting } from './oneProcess.ts';
import type { OneProcess } from './oneProcess.ts';

it('gives each run an id of its own, however many begin in one second', async (t) => {
  const { places, begin } = oneProcess(t, placesIn(await temporaryFolder(t)));
  const begun = await Promise.all(Array.from({ length: 150 }, begin));
  const ids = begun.map(({ journal }) => journal.runId).toSorted();
  assert.equal(new Set(ids).size, 150);
  assert.ok(ids.every((id) => /^[a-z0-9]{8}$/.test(id)));
  assert.deepEqual((await readdir(join(places.cacheDir, 'work'))).toSorted(), ids);
  await Promise.all(begun.map(({ journal }) => journal.close()));
});

it('makes the folders by which others know a run', async (t) => {
  const { places, begin, events } = oneProcess(t, placesIn(await temporaryFolder(t)));
  const { journal, temporary, workDirectory } = await begin();
  assert.deepEqual(
    [temporary, workDirectory],
    ['tmp', 'work'].map((name) => join(places.cacheDir, name, journal.runId)),
  );
  assert.ok(existsSync(temporary) && existsSync(workDirectory));
  await journal.close();
  assert.deepEqual(events, []);
});

it('is no run where its folders cannot be made', async (t) => {
  const { places, begin } = oneProcess(t, placesIn(await temporaryFolder(t)));
  await mkdir(places.cacheDir);
  await writeFile(join(places.cacheDir, 'work'), '');
  const { code, message } = await failureOf(begin, { cacheDir: places.cacheDir });
  assert.equal(code, 'disk');
  assert.match(message, /^Failed to make the folder `<cacheDir>\/work\/\w{8}` \(ENOTDIR\)$/);
  assert.deepEqual(await readdir(join(places.dataDir, 'journals')), []);
});

/** Cleans a place for as long as the test wants. */
function clean(
  place: 'cache' | 'data',
  { places, locks }: OneProcess,
): { readonly end: () => Promise<void> } {
  const held = Promise.withResolvers<void>();
  const { signal } = new AbortController();
  const options = { places, locks, force: true, signal, onWait: () => undefined };
  const cleaned = whileNoRun(place, options, () => held.promise);
  return {
    end: async () => {
      held.resolve();
      await cleaned;
    },
  };
}

for (const [place, name] of [
  ['cache', 'the cache'],
  ['data', 'the data directory'],
] as const) {
  it(`waits while ${name} is cleaned, and says so when that takes long`, async (t) => {
    const places = placesIn(await temporaryFolder(t));
    const cleaning = clean(place, oneProcess(t, places));
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { begin, locks, events } = oneProcess(t, places);
    const begun = begin();
    await untilWaiting({ waiting: () => locks[place].waiting });
    t.mock.timers.tick(499);
    assert.equal(events.length, 0);
    t.mock.timers.tick(1);
    const [event, ...others] = events;
    assert.ok(event?.kind === 'warning' && others.length === 0);
    assert.match(
      event.text,
      new RegExp(
        `^Waiting for a command \\(.*, pid ${process.pid} on .*\\), which cleans ${name}$`,
      ),
    );
    await cleaning.end();
    await (await begun).journal.close();
    assert.equal(events.length, 1);
  });
}

it('says nothing of a short wait', async (t) => {
  const places = placesIn(await temporaryFolder(t));
  const cleaning = clean('cache', oneProcess(t, places));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { begin, locks, events } = oneProcess(t, places);
  const begun = begin();
  await untilWaiting({ waiting: () => locks.cache.waiting });
  await cleaning.end();
  await (await begun).journal.close();
  t.mock.timers.tick(1000);
  assert.deepEqual(events, []);
});

it('stops waiting with Ctrl-C, and says nothing afterwards', async (t) => {
  const places = placesIn(await temporaryFolder(t));
  const cleaning = clean('cache', oneProcess(t, places));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { begin, locks, events, stop } = oneProcess(t, places);
  const failed = failureOf(begin);
  await untilWaiting({ waiting: () => locks.cache.waiting });
  stop.abort();
  assert.equal((await failed).code, 'interrupted');
  t.mock.timers.tick(1000);
  assert.deepEqual(events, []);
  assert.ok(!existsSync(join(places.cacheDir, 'work')));
  await cleaning.end();
});
