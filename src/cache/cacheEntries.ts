import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../lib/files/namesIn.ts';
import { bucketFolder, bucketNames, entryAt } from './buckets.ts';
import type { BucketEntry } from './buckets.ts';

export interface CacheEntry extends BucketEntry {
  /** Last use in milliseconds since 1970: the time of the folder or file itself. */
  readonly used: number;
}

/** Everything in the cache that could be removed; locks, folders of live runs and foreign files are not among it. */
export function listCacheEntries(cacheDir: string): readonly CacheEntry[] {
  return bucketNames.flatMap((bucket) => {
    const { path: root, depth } = bucketFolder(cacheDir, bucket);
    return pathsBelow(root, depth).flatMap((path): readonly CacheEntry[] => {
      const entry = entryAt(cacheDir, path);
      const stats = lstatSync(path, { throwIfNoEntry: false });
      return stats === undefined || entry === undefined ? [] : [{ ...entry, used: stats.mtimeMs }];
    });
  });
}

/** Of folders alone: what lies behind a link is not the cache's, whatever it is called. */
function pathsBelow(root: string, depth: number): readonly string[] {
  if (lstatSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return [];
  }
  const paths = namesIn(root).map((name) => join(root, name));
  return depth === 1 ? paths : paths.flatMap((path) => pathsBelow(path, depth - 1));
}
