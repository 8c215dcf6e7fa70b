import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { pathOfUrl } from '../lib/urls/pathOfUrl.ts';
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
  /** Milliseconds since 1970: what others brought after it counts also where nothing tells one state from another. */
  readonly since: number;
  /** Brings the file into the cache; its sha256. */
  readonly bring: (folder: string) => Promise<string>;
}

/**
 * The sha256 of a file for which nobody promised one, once for each state of its address. Where nothing tells one state
 * from another, it is brought once for all that run beside each other, and anew by later ones.
 */
export async function filePointer(
  file: DistFile,
  { cacheDir, temporary, has, since, bring }: FilePointerOptions,
): Promise<Product<string>> {
  const identity = await identityOf(file);
  const digest = identity ?? hash('sha256', file.url, 'hex');
  const place = entryPath(cacheDir, 'pointers', `${digest}.json`);
  return {
    key: `pointer-${digest}`,
    place,
    look: async () => await readPointer(place, { has, since: identity === undefined ? since : 0 }),
    make: async (folder) => {
      const at = identity === undefined ? { at: Date.now() } : {};
      await writeKept(place, { sha256: await bring(folder), ...at }, temporary);
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
    const { size, mtimeNs, ino } = await stat(pathOfUrl(url), { bigint: true });
    return `${size} ${mtimeNs} ${ino}`;
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

async function readPointer(
  place: string,
  { has, since }: Pick<FilePointerOptions, 'has' | 'since'>,
): Promise<Look<string>> {
  try {
    const text = withoutCheck(await readFile(place))?.toString() ?? '';
    const [, sha256, at] = /^\{"sha256":"([0-9a-f]{64})"(?:,"at":(\d+))?\}$/.exec(text) ?? [];
    return sha256 === undefined
      ? { state: 'damaged', reason: 'its digest is wrong' }
      : lookOf(has(sha256) && Number(at ?? since) >= since ? sha256 : undefined);
  } catch (error) {
    if (isMissing(error)) {
      return { state: 'absent' };
    }
    throw error;
  }
}
