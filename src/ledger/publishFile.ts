import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { placeFile } from '../cache/placeFile.ts';
import { unfinishedPath } from '../cache/runFolders.ts';
import { asDiskError } from '../lib/files/diskError.ts';

export interface PublishedFile {
  readonly path: string;
  readonly content: Uint8Array | string;
  readonly mode: number;
  /** Folder on the same file system for what is not complete yet. */
  readonly temporary: string;
  /** Whether a file that is already there stays or is replaced. */
  readonly existing: 'keep' | 'replace';
}

/** Puts a synced file into the ledger, complete or not at all. */
export async function publishFile(file: PublishedFile): Promise<void> {
  const unfinished = unfinishedPath(file.temporary);
  try {
    await mkdir(file.temporary, { recursive: true });
    await writeSynced(unfinished, file);
    await mkdir(dirname(file.path), { recursive: true });
    if (file.existing === 'keep') {
      await placeFile(unfinished, file.path);
    } else {
      await rename(unfinished, file.path);
    }
  } catch (error) {
    await rm(unfinished, { force: true });
    throw asDiskError(error, `write in the ledger: \`${file.path}\``);
  }
}

async function writeSynced(path: string, { content, mode }: PublishedFile): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
