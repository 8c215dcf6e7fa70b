import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { GitObject } from './gitObject.ts';
import { publishFile } from './publishFile.ts';

const compress = promisify<Uint8Array, Buffer>(deflate);

export interface ObjectPlace {
  /** The bare repository. */
  readonly directory: string;
  /** Folder on the same file system for what is not complete yet. */
  readonly temporary: string;
}

/** Stores an object loose, as `objects/<2>/<38>` (gitrepository-layout, gitformat-loose); nothing to do if it is there. */
export async function writeObject(object: GitObject, place: ObjectPlace): Promise<void> {
  const path = join(place.directory, 'objects', object.id.slice(0, 2), object.id.slice(2));
  if (existsSync(path)) {
    return;
  }
  await publishFile({
    path,
    content: await compress(object.bytes),
    mode: 0o444,
    temporary: place.temporary,
    existing: 'keep',
  });
}
