import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { beginRun } from '../../../../src/flows/run/beginRun.ts';
import type { BegunRun } from '../../../../src/flows/run/beginRun.ts';
import type { Intent } from '../../../../src/journal/journalLines.ts';
import { closeRunLocks, openRunLocks } from '../../../../src/journal/runLocks.ts';
import type { RunLocks } from '../../../../src/journal/runLocks.ts';
import { removeTree } from '../../../../src/lib/files/removeTree.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import type { Places } from '../../../../src/model/settings.ts';

export interface OneProcess {
  readonly places: Places;
  readonly locks: RunLocks;
  readonly begin: () => Promise<BegunRun>;
  /** What its runs said. */
  readonly events: readonly RunEvent[];
  /** The first Ctrl-C. */
  readonly stop: AbortController;
}

/** Places in a folder, a cache and a data directory each. */
export const placesIn = (folder: string): Places => ({
  cacheDir: join(folder, 'cache'),
  dataDir: join(folder, 'data'),
});

/** What a process with these places has: locks of its own, whatever other process the test has. */
export function oneProcess(t: TestContext, places: Places): OneProcess {
  const locks = openRunLocks(places);
  t.after(() => closeRunLocks(locks));
  const events: RunEvent[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const context = {
    clock: { now: () => new Date(1_764_000_000_000), elapsed: () => 0 },
    stop: { drain: signal, kill: signal, received: () => undefined },
  };
  const emit = (event: RunEvent): void => void events.push(event);
  return { places, locks, events, stop, begin: () => beginRun({ places, locks, emit, context }) };
}

/** Resolves when somebody waits for a lock. */
export async function untilWaiting({ waiting }: { readonly waiting: () => number }): Promise<void> {
  while (waiting() === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What a run leaves that is killed: its folders, and a journal with these intents that nobody holds. Returns its id. */
export async function leaveDeadRun(
  t: TestContext,
  places: Places,
  intents: readonly Intent[] = [],
): Promise<string> {
  const { journal } = await oneProcess(t, places).begin();
  for (const intent of intents) {
    await journal.intend(intent);
  }
  const live = join(places.dataDir, 'journals', journal.runId);
  const text = await readFile(live, 'utf8');
  const folders = ['tmp', 'work'].map((name) => join(places.cacheDir, name));
  await journal.close();
  const dead = `d${journal.runId.slice(1)}`;
  await writeFile(join(dirname(live), dead), text);
  await rm(live, { force: true });
  await Promise.all(folders.map((folder) => mkdir(join(folder, dead), { recursive: true })));
  await Promise.all(folders.map((folder) => removeTree(join(folder, journal.runId))));
  return dead;
}
