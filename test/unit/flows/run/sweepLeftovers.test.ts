import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sweepLeftovers } from '../../../../src/flows/run/sweepLeftovers.ts';
import { openJournal } from '../../../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks } from '../../../../src/journal/runLocks.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('processes that a dead run started and did not write down are ended, those of others are not', async (t) => {
  const folder = await temporaryFolder(t);
  const places = { dataDir: join(folder, 'data'), cacheDir: join(folder, 'cache') };
  const locks = openRunLocks(places);
  t.after(() => closeRunLocks(locks));
  const journal = await openJournal({ ...places, locks, newRunId: () => 'live1' });
  t.after(() => journal.close());
  // What a killed run leaves: a journal that nobody holds.
  const journals = join(places.dataDir, 'journals');
  const text = await readFile(join(journals, 'live1'), 'utf8');
  await writeFile(join(folder, 'dead1'), text);
  await rename(join(folder, 'dead1'), join(journals, 'dead1'));
  const started = await Promise.all(
    ['work/dead1/c1', 'tmp/dead1/x', 'work/live1/c1'].map(async (place) => {
      const path = join(places.cacheDir, place);
      await mkdir(path, { recursive: true });
      const child = spawn('sleep', ['600'], { stdio: 'ignore', env: { VIRTUAL_ENV: path } });
      t.after(() => child.kill('SIGKILL'));
      const ended = once(child, 'exit');
      await once(child, 'spawn');
      return { child, ended };
    }),
  );
  await sweepLeftovers(places, locks, { context: { env: process.env }, emit: () => undefined });
  await Promise.all(started.slice(0, 2).map(({ ended }) => ended));
  assert.equal(started[2]?.child.exitCode, null);
  assert.equal(started[2]?.child.signalCode, null);
  assert.deepEqual(await readdir(journals), ['live1']);
  assert.deepEqual(await readdir(join(places.cacheDir, 'work')), ['live1']);
});
