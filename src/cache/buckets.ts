import { randomBytes } from 'node:crypto';
import { join, relative, sep } from 'node:path';
import { keysOf } from '../lib/keysOf.ts';

/** Kinds of what a cache holds, in the order in which they are shown. */
export type Bucket = keyof typeof buckets;

/** One thing of a cache that is made, kept or removed as a whole. */
export interface BucketEntry {
  readonly bucket: Bucket;
  /** Path below the bucket's folder without the two characters that spread entries: `<sha256>`, `<sha256>/<variant>`. */
  readonly name: string;
  /** Absolute: a folder or a file. */
  readonly path: string;
}

/**
 * Folder of each bucket with the version of its format (`docs/cache.md`; a changed format gets a new one), and how many
 * levels below it an entry lies.
 */
const buckets = {
  wheels: { folder: 'wheels-v1', spread: true, depth: 2 },
  sdists: { folder: 'sdists-v1', spread: true, depth: 2 },
  built: { folder: 'built-v1', spread: true, depth: 2 },
  bytecode: { folder: 'bytecode-v1', spread: true, depth: 3 },
  pointers: { folder: 'pointers-v2', spread: true, depth: 2 },
  pages: { folder: 'index-v3', spread: false, depth: 2 },
  metadata: { folder: 'metadata-v2', spread: true, depth: 2 },
  interpreters: { folder: 'interpreters-v2', spread: false, depth: 1 },
  environments: { folder: 'environments-v1', spread: false, depth: 1 },
  tools: { folder: 'tools-v1', spread: false, depth: 1 },
  kept: { folder: 'kept', spread: false, depth: 1 },
  quarantine: { folder: 'quarantine', spread: false, depth: 1 },
} as const;

export const bucketNames: readonly Bucket[] = keysOf(buckets);

/** Where all entries of a bucket lie, and how many levels below. */
export function bucketFolder(
  cacheDir: string,
  bucket: Bucket,
): { readonly path: string; readonly depth: number } {
  const { folder, depth } = buckets[bucket];
  return { path: join(cacheDir, folder), depth };
}

/** Where the entry of this name lies, or a file of it: `<name>/<path in it>`. */
export function entryPath(cacheDir: string, bucket: Bucket, name: string): string {
  const { folder, spread } = buckets[bucket];
  return join(cacheDir, folder, spread ? name.slice(0, 2) : '', name);
}

/** The bucket that a path lies in. */
export function bucketAt(cacheDir: string, path: string): Bucket | undefined {
  const [folder] = relative(cacheDir, path).split(sep);
  return bucketNames.find((name) => buckets[name].folder === folder);
}

/** The entry that a path belongs to; `undefined` for what lies in no bucket, or is only on the way to an entry. */
export function entryAt(cacheDir: string, path: string): BucketEntry | undefined {
  const bucket = bucketAt(cacheDir, path);
  const [folder = '', ...below] = relative(cacheDir, path).split(sep);
  if (bucket === undefined || below.length < buckets[bucket].depth) {
    return undefined;
  }
  const { depth, spread } = buckets[bucket];
  const parts = below.slice(0, depth);
  const name = parts.slice(spread ? 1 : 0).join('/');
  return { bucket, name, path: join(cacheDir, folder, ...parts) };
}

/** The key of the lock under which an entry is made anew. */
export function entryKey({ bucket, name }: Pick<BucketEntry, 'bucket' | 'name'>): string {
  switch (bucket) {
    case 'wheels':
      return `wheel-${name}`;
    case 'sdists':
      return `sdist-${name}`;
    default:
      return `${bucket}-${name.replaceAll('/', '-')}`;
  }
}

/** A place for something damaged, out of everybody's way. */
export function quarantinePath(cacheDir: string, name: string): string {
  return entryPath(cacheDir, 'quarantine', `${randomBytes(6).toString('hex')}-${name}`);
}
