import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMissing } from '../lib/isMissing.ts';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { DistFile } from '../model/distFile.ts';
import { entryPath } from './buckets.ts';

/** What tells one state of an address from another: nobody promised a digest for its bytes. */
export interface FileIdentity {
  /** Hex sha256 over URL, size, time and the digest other than sha256 if one is promised. */
  readonly digest: string;
}

/**
 * Identifies the present contents of a file without digest: a local one by size and modification time, a remote one
 * by the size and upload time on its page, both also by a promised digest that is not sha256. `undefined` where there is nothing to hold on to.
 */
export async function identifyFile(file: DistFile): Promise<FileIdentity | undefined> {
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
  return { digest: hash('sha256', `${file.url}\n${state}\n${promise}`, 'hex') };
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

/** The digest that a file of this identity had when it was last fetched. */
export async function readPointer(
  cacheDir: string,
  identity: FileIdentity,
): Promise<string | undefined> {
  try {
    const text = await readFile(pointerPath(cacheDir, identity), 'utf8');
    return /^\{"sha256":"([0-9a-f]{64})"\}$/.exec(text)?.[1];
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

export async function writePointer(
  { cacheDir, temporary }: { readonly cacheDir: string; readonly temporary: string },
  identity: FileIdentity,
  sha256: string,
): Promise<void> {
  await writeFileAtomic(pointerPath(cacheDir, identity), JSON.stringify({ sha256 }), { temporary });
}

export function pointerPath(cacheDir: string, { digest }: FileIdentity): string {
  return entryPath(cacheDir, 'pointers', `${digest}.json`);
}
