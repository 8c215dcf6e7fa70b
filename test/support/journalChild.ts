import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openJournal } from '../../src/journal/openJournal.ts';
import { openRunLocks } from '../../src/journal/runLocks.ts';

/** `node journalChild.ts DATA CACHE RUN`: a run that leaves traces of every kind, says `ready`, and waits to be killed. */
const [dataDir = '', cacheDir = '', runId = ''] = process.argv.slice(2);
const locks = openRunLocks({ dataDir, cacheDir });
const journal = await openJournal({ dataDir, cacheDir, locks, newRunId: () => runId });
for (const kind of ['tmp', 'work']) {
  await mkdir(join(cacheDir, kind, runId, 'cell'), { recursive: true });
  await writeFile(join(cacheDir, kind, runId, 'cell', 'file'), '');
}
const finished = await journal.intend({ kind: 'directory', path: '/finished' });
await journal.done(finished);
await journal.intend({
  kind: 'worktree',
  directory: join(cacheDir, 'work', runId, 'cell'),
  commit: 'abc',
});
await journal.intend({ kind: 'directory', path: join(cacheDir, 'open') });
process.stdout.write('ready\n');
await new Promise((resolve) => setTimeout(resolve, 600_000));
await journal.close();
