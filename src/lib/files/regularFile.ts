import { constants, lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { EntryName, Folder } from './folder.ts';
import { isErrno } from '../isErrno.ts';

/** Says what was found where a regular file was expected: `a link`, `nothing`, `a file of more than 16 bytes`. */
export class NotRegular extends Error {
  readonly found: string;

  constructor(found: string, cause?: unknown) {
    super(`Expected a regular file, found ${found}`, { cause });
    this.name = 'NotRegular';
    this.found = found;
  }
}

/** A file that untrusted code may have put there. */
export interface LeftFile {
  /** Stays open until the file is read. */
  readonly folder: Folder;
  readonly name: EntryName;
  /** How many bytes it may have. */
  readonly most: number;
}

/**
 * Reads a file once and by descriptor, without following a link, waiting for a FIFO or touching a device.
 *
 * @throws NotRegular
 */
export async function readRegularFile(file: LeftFile): Promise<Buffer> {
  await using source = await openRegular(file);
  const chunks: Buffer[] = [];
  for await (const chunk of chunksOf(source, file)) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/**
 * Copies such a file to a path where nothing is, in bounded memory; gives how many bytes it has.
 *
 * @throws NotRegular
 */
export async function copyRegularFile(file: LeftFile, to: string): Promise<number> {
  await using source = await openRegular(file);
  await using target = await open(to, 'wx');
  let length = 0;
  for await (const chunk of chunksOf(source, file)) {
    await target.writeFile(chunk);
    length += chunk.length;
  }
  return length;
}

const chunkBytes = 1 << 20;

/** Each chunk holds until the next. */
async function* chunksOf(source: FileHandle, file: LeftFile): AsyncGenerator<Buffer> {
  const { size } = await source.stat();
  const buffer = Buffer.allocUnsafe(Math.min(size + 1, chunkBytes));
  for (let length = 0; ;) {
    const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) {
      return;
    }
    length += bytesRead;
    if (length > file.most) {
      throw tooLarge(file);
    }
    yield buffer.subarray(0, bytesRead);
  }
}

async function openRegular(file: LeftFile): Promise<FileHandle> {
  const path = file.folder.at(file.name);
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // Before it is opened: to open a device may do something to it.
    expectRegular(lstatSync(path), file);
    const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      expectRegular(await handle.stat(), file);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw asNotRegular(error);
  }
}

function expectRegular(stats: Stats, file: LeftFile): void {
  if (!stats.isFile()) {
    throw new NotRegular(kindOf(stats));
  }
  if (stats.size > file.most) {
    throw tooLarge(file);
  }
}

function tooLarge({ most }: LeftFile): NotRegular {
  return new NotRegular(`a file of more than ${most} bytes`);
}

function kindOf(stats: Stats): string {
  if (stats.isSymbolicLink()) {
    return 'a link';
  }
  if (stats.isDirectory()) {
    return 'a folder';
  }
  if (stats.isFIFO()) {
    return 'a FIFO';
  }
  return stats.isSocket() ? 'a socket' : 'a device';
}

function asNotRegular(error: unknown): unknown {
  if (isErrno(error, 'ENOENT', 'ENOTDIR')) {
    return new NotRegular('nothing', error);
  }
  if (isErrno(error, 'EACCES', 'EPERM')) {
    return new NotRegular('a file that may not be read', error);
  }
  // What changes while it is looked at.
  return isErrno(error, 'ELOOP', 'ENXIO') ? new NotRegular('no file', error) : error;
}
