import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { beginRun } from '../../../../src/flows/run/beginRun.ts';
import { closeRunLocks, openRunLocks } from '../../../../src/journal/runLocks.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

it('gives each run an id of its own, however many begin in one second', async (t) => {
  const folder = await temporaryFolder(t);
  const places = { cacheDir: join(folder, 'cache'), dataDir: join(folder, 'data') };
  const locks = openRunLocks(places);
  t.after(() => closeRunLocks(locks));
  const { signal } = new AbortController();
  const context = {
    clock: { now: () => new Date(1_764_000_000_000), elapsed: () => 0 },
    stop: { drain: signal, kill: signal, received: () => undefined },
  };
  const begun = await Promise.all(
    Array.from({ length: 150 }, () => beginRun({ places, locks, emit: () => undefined, context })),
  );
  const ids = begun.map(({ journal }) => journal.runId).toSorted();
  assert.equal(new Set(ids).size, 150);
  assert.ok(ids.every((id) => /^[a-z0-9]{8}$/.test(id)));
  assert.deepEqual((await readdir(join(places.cacheDir, 'work'))).toSorted(), ids);
  await Promise.all(begun.map(({ journal }) => journal.close()));
});
