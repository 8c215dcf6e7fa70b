import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../lib/files/writeFileAtomic.ts';
import { entryPath } from './buckets.ts';
import type { Bucket } from './buckets.ts';
import { withCheck, withoutCheck } from './checkedJson.ts';

/**
 * A bucket of single files that save work, each a JSON object that is checked by its digest: what is damaged counts as
 * absent, and a cache that cannot be written costs time, never the run.
 */
export interface FileBucket {
  path(name: string): string;
  /** What `parse` makes of a file; `undefined` where there is none, or it cannot be read, or `parse` throws. */
  read<T>(name: string, parse: (bytes: Buffer) => T | Promise<T>): Promise<T | undefined>;
  write(name: string, content: string | Iterable<string>): Promise<void>;
}

export interface FileBucketOptions {
  readonly cacheDir: string;
  /** This run's folder for unfinished files; beside the finished ones if left out. */
  readonly temporary?: string | undefined;
}

export function fileBucket(
  bucket: Extract<Bucket, 'pages' | 'metadata' | 'interpreters'>,
  { cacheDir, temporary }: FileBucketOptions,
): FileBucket {
  const path = (name: string): string => entryPath(cacheDir, bucket, name);
  return {
    path,
    read: async (name, parse) => {
      try {
        const text = withoutCheck(await readFile(path(name)));
        return text === undefined ? undefined : await parse(text);
      } catch {
        return undefined;
      }
    },
    write: async (name, content) => {
      const how = { durable: false, temporary };
      await writeFileAtomic(path(name), withCheck(content), how).catch(() => undefined);
    },
  };
}
