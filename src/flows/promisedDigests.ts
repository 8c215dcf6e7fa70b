import type { Lock } from '../model/lock.ts';
import type { Workshop } from './openWorkshop.ts';

/** The lock with a digest for each file: a file that no index promises one for is fetched and digested. */
export async function promisedDigests(lock: Lock, { store, fetch }: Workshop): Promise<Lock> {
  const packages = await Promise.all(
    lock.packages.map(async (locked) => {
      const { file } = locked;
      if (file.sha256 !== undefined) {
        return locked;
      }
      const { sha256 } =
        file.kind === 'wheel' ? await store.wheel(file, fetch) : await store.sdist(file, fetch);
      return { ...locked, file: { ...file, sha256 } };
    }),
  );
  return { packages };
}
