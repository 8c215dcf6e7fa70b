import type { Lock } from '../model/lock.ts';
import { withDigest } from './hashedFiles.ts';
import type { Workshop } from './openWorkshop.ts';

/** The lock with a digest for each file: a file that no index promises one for is fetched and digested. */
export async function promisedDigests(lock: Lock, workshop: Workshop): Promise<Lock> {
  const packages = await Promise.all(
    lock.packages.map(async (locked) => ({
      ...locked,
      file: await withDigest(locked.file, workshop),
    })),
  );
  return { packages };
}
