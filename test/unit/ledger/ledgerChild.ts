import { join } from 'node:path';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import { openLedger } from '../../../src/ledger/openLedger.ts';

/**
 * `node ledgerChild.ts FOLDER NAME`: says `ready`, waits for its input to end, then is 8 cells at once that need
 * a ledger, a base and a worktree each, and prints what it really made as JSON.
 */
const [folder = '', name = ''] = process.argv.slice(2);
const locks = openFileLocks(join(folder, 'locks'));
process.stdout.write('ready\n');
for await (const _ of process.stdin) {
  // Only the end matters.
}
const ledger = await openLedger({
  directory: join(folder, 'ledger.git'),
  locks,
  env: process.env,
});
const bases = await Promise.all(
  Array.from({ length: 8 }, async (_, index) => {
    const base = await ledger.ensureBase({ branch: 'base/x', text: 'x\n' });
    const commit = await ledger.commitEnvironment({ base, lockText: `${index}`, manifestText: '' });
    const directory = join(folder, name, `c${index}`);
    await ledger.addWorktree(commit, directory);
    await ledger.removeWorktree(directory);
    return base;
  }),
);
locks.close();
process.stdout.write(`${JSON.stringify({ bases, ...ledger.counts() })}\n`);
