import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '../lib/isMissing.ts';

/** Kinds of what a cache holds, in the order in which they are shown. */
export type Bucket = keyof typeof buckets;

/** One thing of a cache that is kept or removed as a whole. */
export interface CacheEntry {
  readonly bucket: Bucket;
  /** Path below the bucket's folder without the two characters that spread entries: `<sha256>`, `<sha256>/<variant>`. */
  readonly name: string;
  /** Absolute: a folder or a file. */
  readonly path: string;
  /** Last use in milliseconds since 1970: the time of the folder or file itself. */
  readonly used: number;
}

/** Folder of each bucket, and how many levels below it an entry lies. */
const buckets = {
  wheels: { folder: 'wheels-v1', spread: true, depth: 2 },
  sdists: { folder: 'sdists-v1', spread: true, depth: 2 },
  built: { folder: 'built-v1', spread: true, depth: 2 },
  bytecode: { folder: 'bytecode-v1', spread: true, depth: 3 },
  pointers: { folder: 'pointers-v1', spread: true, depth: 2 },
  pages: { folder: 'index-v2', spread: false, depth: 2 },
  metadata: { folder: 'metadata-v1', spread: true, depth: 2 },
  interpreters: { folder: 'interpreters-v1', spread: false, depth: 1 },
  kept: { folder: 'kept', spread: false, depth: 1 },
  quarantine: { folder: 'quarantine', spread: false, depth: 1 },
} as const;

/** Everything in the cache that could be removed; locks, folders of live runs and foreign files are not among it. */
export function listCacheEntries(cacheDir: string): readonly CacheEntry[] {
  return bucketNames.flatMap((bucket) => {
    const { folder, spread, depth } = buckets[bucket];
    const root = join(cacheDir, folder);
    const names = namesBelow(root, depth);
    return names.flatMap((name): readonly CacheEntry[] => {
      const path = join(root, name);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      return stats === undefined
        ? []
        : [{ bucket, name: spread ? name.slice(3) : name, path, used: stats.mtimeMs }];
    });
  });
}

export const bucketNames = Object.keys(buckets).filter((name): name is Bucket => name in buckets);

function namesBelow(root: string, depth: number): readonly string[] {
  const names = folderNames(root);
  return depth === 1
    ? names
    : names.flatMap((name) =>
        namesBelow(join(root, name), depth - 1).map((below) => `${name}/${below}`),
      );
}

/** Sorted; none where there is no such folder. */
function folderNames(path: string): readonly string[] {
  try {
    return readdirSync(path).toSorted();
  } catch (error) {
    if (isMissing(error)) {
      return [];
    }
    throw error;
  }
}
