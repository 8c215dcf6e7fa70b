import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { liveRuns } from '../../../src/journal/liveRuns.ts';
import { openJournal } from '../../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks, tryLockRun } from '../../../src/journal/runLocks.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

it('finds runs by what they share, the cache or the data directory, as long as they live', async (t) => {
  const folder = await temporaryFolder(t);
  const cacheDir = join(folder, 'cache');
  const places = (name: string) => ({ cacheDir, dataDir: join(folder, name) });
  const lock = (name: string) => {
    const opened = openRunLocks(places(name));
    t.after(() => closeRunLocks(opened));
    return opened;
  };
  const locks = lock('data');
  const find = () => liveRuns({ ...places('data'), locks });
  assert.deepEqual(await find(), []);
  const own = await openJournal({ ...places('data'), locks, newRunId: () => 'run-b' });
  const other = await openJournal({
    ...places('other'),
    locks: lock('other'),
    newRunId: () => 'run-a',
  });
  assert.deepEqual(await find(), ['run-b'], 'nothing of the other one lies where both look');
  await mkdir(join(cacheDir, 'tmp', 'run-a'), { recursive: true });
  await mkdir(join(cacheDir, 'work', 'run-dead'), { recursive: true });
  (await tryLockRun(locks, 'run-dead'))?.release();
  assert.deepEqual(await find(), ['run-a', 'run-b']);
  await own.close();
  assert.deepEqual(await find(), ['run-a']);
  await other.close();
  assert.deepEqual(await find(), []);
});
