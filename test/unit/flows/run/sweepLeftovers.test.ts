import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { sweepLeftovers } from '../../../../src/flows/run/sweepLeftovers.ts';
import { openJournal } from '../../../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks } from '../../../../src/journal/runLocks.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import type { Places } from '../../../../src/model/settings.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { leaveDeadRun, oneProcess, placesIn } from './oneProcess.ts';

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

/** What is swept, and said of it. */
async function sweep(
  t: TestContext,
  places: Places,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly swept: readonly string[]; readonly events: readonly RunEvent[] }> {
  const { locks } = oneProcess(t, places);
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => void events.push(event);
  const swept = await sweepLeftovers(places, locks, { context: { env }, emit });
  return { swept, events };
}

test('each dead run is named with how much it left, live ones are left alone', async (t) => {
  const folder = await temporaryFolder(t);
  const places = placesIn(folder);
  assert.deepEqual(await sweep(t, places), { swept: [], events: [] });
  const { journal } = await oneProcess(t, places).begin();
  const extra = join(folder, 'extra');
  await mkdir(extra);
  const run = await leaveDeadRun(t, places, [{ kind: 'directory', path: extra }]);
  assert.deepEqual(await sweep(t, places), {
    swept: [run],
    events: [{ kind: 'debug', text: `cleaned up after run ${run}, which died: 1 leftovers` }],
  });
  assert.ok(!existsSync(extra));
  assert.deepEqual(await readdir(join(places.cacheDir, 'work')), [journal.runId]);
  assert.deepEqual(await readdir(join(places.cacheDir, 'tmp')), [journal.runId]);
  await journal.close();
  assert.deepEqual(await sweep(t, places), { swept: [], events: [] });
});

test('what cannot be undone is told with its reason, and tried again', async (t) => {
  const places = placesIn(await temporaryFolder(t));
  const directory = join(places.cacheDir, 'work/x/c1');
  const worktree = { kind: 'worktree', directory, commit: 'c'.repeat(40) } as const;
  const run = await leaveDeadRun(t, places, [worktree]);
  for (const round of [1, 2]) {
    // Without git.
    const { swept, events } = await sweep(t, places, { PATH: places.dataDir });
    assert.deepEqual(swept, [run], String(round));
    const [said, warned, ...others] = events;
    assert.ok(said?.kind === 'debug' && warned?.kind === 'warning' && others.length === 0);
    assert.equal(said.text, `cleaned up after run ${run}, which died: 0 leftovers`);
    assert.match(warned.text, new RegExp(`^Failed to clean up after run ${run}, which died: \\S`));
    assert.deepEqual(await readdir(join(places.dataDir, 'journals')), [run]);
  }
});
