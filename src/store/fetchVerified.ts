import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { quarantinePath } from '../cache/buckets.ts';
import { quarantine } from '../cache/publish.ts';
import { diskError } from '../lib/files/diskError.ts';
import { digestFile } from '../lib/files/digestFile.ts';
import { SpipError } from '../lib/spipError.ts';
import type { DistFile, FileDigest } from '../model/distFile.ts';

/** Brings a file's bytes to a path that does not exist yet. */
export type FetchFile = (file: DistFile, destination: string) => Promise<void>;

export interface Fetched {
  /** In a temporary folder of its own. */
  readonly path: string;
  readonly sha256: string;
}

/**
 * Fetches a file into `folder` and checks it against the digests that its index promises. A wrong one is quarantined
 * and fetched once more. Throws SpipError `hash-mismatch` with both digests; what the fetch throws; `disk`.
 */
export async function fetchVerified(
  file: DistFile,
  fetch: FetchFile,
  { folder, cacheDir }: { readonly folder: string; readonly cacheDir: string },
): Promise<Fetched> {
  const path = join(folder, 'download');
  for (let attempt = 1; ; attempt += 1) {
    let sha256: string;
    let wrong: WrongDigest | undefined;
    try {
      await mkdir(folder, { recursive: true });
      await rm(path, { force: true });
      await fetch(file, path);
      sha256 = await digestFile(path);
      wrong = await wrongDigest(file, path, sha256);
    } catch (error) {
      throw diskError(error, `store \`${file.filename}\` in \`${folder}\``);
    }
    if (wrong === undefined) {
      return { path, sha256 };
    }
    await quarantine(path, quarantinePath(cacheDir, `${sha256}.download`));
    if (attempt === 2) {
      throw mismatch(file, wrong);
    }
  }
}

function mismatch(file: DistFile, { algorithm, expected, actual }: WrongDigest): SpipError {
  return new SpipError(
    'hash-mismatch',
    `Expected ${algorithm} \`${expected}\` for \`${file.filename}\`, as \`${file.index}\` promises, but its bytes have \`${actual}\``,
    {
      hint: 'the index or a proxy in between serves other bytes than it names; spip fetched them twice',
    },
  );
}

interface WrongDigest {
  readonly algorithm: 'sha256' | FileDigest['algorithm'];
  readonly expected: string;
  readonly actual: string;
}

/** The first promise that the bytes break. */
async function wrongDigest(
  file: DistFile,
  path: string,
  sha256: string,
): Promise<WrongDigest | undefined> {
  if (file.sha256 !== undefined && file.sha256 !== sha256) {
    return { algorithm: 'sha256', expected: file.sha256, actual: sha256 };
  }
  if (file.otherDigest === undefined) {
    return undefined;
  }
  const { algorithm, hex } = file.otherDigest;
  const actual = await digestFile(path, algorithm);
  return actual === hex ? undefined : { algorithm, expected: hex, actual };
}
