import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diskError } from '../lib/diskError.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile } from '../model/distFile.ts';
import { quarantine } from './publish.ts';
import type { StorePaths } from './storePaths.ts';

/** Brings a file's bytes to a path that does not exist yet. */
export type FetchFile = (file: DistFile, destination: string) => Promise<void>;

export interface Fetched {
  /** In a temporary folder of its own. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Fetches a file into `folder` and checks it against the digest that its index promises. A wrong one is quarantined
 * and fetched once more. Throws SpipError `hash-mismatch` with both digests; what the fetch throws; `disk`.
 */
export async function fetchVerified(
  file: DistFile,
  fetch: FetchFile,
  { folder, paths }: { readonly folder: string; readonly paths: StorePaths },
): Promise<Fetched> {
  let actual = '';
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const path = join(folder, 'download');
    try {
      await mkdir(folder, { recursive: true });
      await rm(path, { force: true });
      await fetch(file, path);
      actual = await digestFile(path);
    } catch (error) {
      throw diskError(error, `store \`${file.filename}\` in \`${folder}\``);
    }
    if (file.sha256 === undefined || file.sha256 === actual) {
      return { path, sha256: actual };
    }
    await quarantine(path, paths.quarantine(`${actual}.download`));
  }
  throw new SpipError(
    'hash-mismatch',
    `Expected sha256 \`${file.sha256 ?? ''}\` for \`${file.filename}\`, as \`${file.index}\` promises, but its bytes have \`${actual}\``,
    {
      hint: 'the index or a proxy in between serves other bytes than it names; spip fetched them twice',
    },
  );
}

/** Lower-case hex sha256 of a file. */
export async function digestFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    if (Buffer.isBuffer(piece)) {
      digest.update(piece);
    }
  }
  return digest.digest('hex');
}
