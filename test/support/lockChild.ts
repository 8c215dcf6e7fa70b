import { openFileLocks } from '../../src/cache/fileLock.ts';

/** `node lockChild.ts KIND DIRECTORY KEY`: takes the lock, says `held`, and holds it until it is killed or its input ends. */
const [kind, directory = '', key = ''] = process.argv.slice(2);
const locks = openFileLocks(directory, { kind: kind === 'file' ? 'file' : 'kernel' });
await locks.withLock(key, async () => {
  process.stdout.write('held\n');
  for await (const _ of process.stdin) {
    // Only the end matters.
  }
});
process.stdout.write('released\n');
locks.close();
