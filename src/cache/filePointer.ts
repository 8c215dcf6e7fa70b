import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMissing } from '../lib/isErrno.ts';
import type { DistFile } from '../model/distFile.ts';
import { entryPath } from './buckets.ts';
import { withoutCheck } from './checkedJson.ts';
import { lookOf } from './lookLockLook.ts';
import type { Look } from './lookLockLook.ts';
import type { Product } from './producer.ts';
import { writeKept } from './readKept.ts';

export interface FilePointerOptions {
  readonly cacheDir: string;
  readonly temporary: string;
  /** Whether the cache has a file of this digest: a pointer that leads nowhere counts for nothing. */
  readonly has: (sha256: string) => boolean;
  /** Brings the file into the cache; its sha256. */
  readonly bring: (folder: string) => Promise<string>;
}

/**
 * The sha256 of a file for which nobody promised one, once for each state of its address. Where nothing tells one state
 * from another, it is brought anew by each process, by one after the other.
 */
export async function filePointer(
  file: DistFile,
  { cacheDir, temporary, has, bring }: FilePointerOptions,
): Promise<Product<string>> {
  const identity = await identityOf(file);
  const digest = identity ?? hash('sha256', file.url, 'hex');
  const place = entryPath(cacheDir, 'pointers', `${digest}.json`);
  let brought: string | undefined;
  return {
    key: `pointer-${digest}`,
    place,
    look: async () =>
      brought === undefined && identity !== undefined
        ? await readPointer(place, has)
        : lookOf(brought),
    make: async (folder) => {
      const sha256 = await bring(folder);
      if (identity !== undefined) {
        await writeKept(place, { sha256 }, temporary);
      }
      brought = sha256;
    },
  };
}

/**
 * Hex sha256 over URL, state and the digest other than sha256 if one is promised. The state of a local file is its size
 * and time, that of a remote one the size and upload time on its page. `undefined` where there is nothing to hold on to.
 */
async function identityOf(file: DistFile): Promise<string | undefined> {
  const state = file.url.startsWith('file:')
    ? await localState(file.url)
    : file.size === undefined && file.otherDigest === undefined
      ? undefined
      : `${file.size ?? ''} ${file.uploadTime ?? ''}`;
  if (state === undefined) {
    return undefined;
  }
  const { otherDigest: other } = file;
  const promise = other === undefined ? '' : `${other.algorithm}=${other.hex}\n`;
  return hash('sha256', `${file.url}\n${state}\n${promise}`, 'hex');
}

async function localState(url: string): Promise<string | undefined> {
  try {
    const { size, mtimeNs, ino } = await stat(fileURLToPath(url), { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

async function readPointer(place: string, has: FilePointerOptions['has']): Promise<Look<string>> {
  try {
    const text = withoutCheck(await readFile(place))?.toString() ?? '';
    const [, sha256] = /^\{"sha256":"([0-9a-f]{64})"\}$/.exec(text) ?? [];
    return sha256 === undefined
      ? { state: 'damaged', reason: 'its digest is wrong' }
      : lookOf(has(sha256) ? sha256 : undefined);
  } catch (error) {
    if (isMissing(error)) {
      return { state: 'absent' };
    }
    throw error;
  }
}
