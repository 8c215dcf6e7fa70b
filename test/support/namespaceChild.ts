import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks } from '../../src/journal/runLocks.ts';
import { sweepDeadRuns } from '../../src/journal/sweepDeadRuns.ts';

/**
 * `node namespaceChild.ts FOLDER NAME COUNT`: is COUNT runs one after the other, beside another such child in another PID
 * namespace whose pids are the same. Prints its pid. Fails if it meets the other inside a lock, or takes it for dead.
 */
const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const places = { dataDir: join(folder, 'data'), cacheDir: join(folder, 'cache') };
const inside = join(folder, 'inside');
const locks = openRunLocks(places);
const taken = (): Promise<void> => Promise.reject(new Error('A live run was taken for dead'));
for (let index = 0; index < Number(count); index += 1) {
  const journal = await openJournal({ ...places, locks, newRunId: () => `${name}${index}` });
  const token = await journal.intend({ kind: 'directory', path: join(folder, name) });
  const swept = await sweepDeadRuns({
    ...places,
    locks,
    undo: { strays: taken, worktree: taken, process: taken, directory: taken },
  });
  if (swept.length > 0) {
    throw new Error(`Swept a live run: ${JSON.stringify(swept)}`);
  }
  await locks.data.withLock('shared', async () => {
    if (existsSync(inside)) {
      throw new Error('Both are inside the lock');
    }
    writeFileSync(inside, name, { flag: 'wx' });
    await new Promise((resolve) => setImmediate(resolve));
    rmSync(inside);
  });
  await journal.done(token);
  await journal.close();
}
closeRunLocks(locks);
process.stdout.write(`${process.pid}\n`);
