import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveLimits } from '../archive/archiveLimits.ts';
import { withFileAccess } from '../archive/randomAccess.ts';
import { publishDirectory } from '../cache/publish.ts';
import { diskError } from '../lib/files/diskError.ts';
import { unpackWheel } from './unpackWheel.ts';
import { formatMarker, formatWheelRecord } from './wheelRecord.ts';

export interface MakeWheelOptions {
  /** The wheel file, whose digest has been checked. */
  readonly path: string;
  readonly filename: string;
  readonly sha256: string;
  /** A folder of its own on the store's file system. */
  readonly folder: string;
  /** Where it is published. */
  readonly place: string;
  readonly limits?: ArchiveLimits | undefined;
}

/** Unpacks a wheel file into its place in the store, complete or not at all. */
export async function makeWheel(options: MakeWheelOptions): Promise<void> {
  const finished = join(options.folder, 'wheel');
  const root = join(finished, 'files');
  try {
    await mkdir(root, { recursive: true });
    const record = await withFileAccess(options.path, (access) =>
      unpackWheel({ ...options, access, root }),
    );
    await writeMarked(finished, 'wheel.json', formatWheelRecord(record));
    await publishDirectory(finished, options.place);
  } catch (error) {
    throw diskError(error, `unpack \`${options.filename}\` to \`${options.place}\``);
  }
}

/**
 * Writes a file that describes a folder, then the marker `ok` that vouches for it. Nothing is synced: a power cut may
 * leave the marker without the bytes, and the next look finds that out, by digest here and by size for the rest.
 */
export async function writeMarked(folder: string, name: string, text: string): Promise<void> {
  for (const [file, content] of [
    [name, text],
    ['ok', formatMarker(text)],
  ] as const) {
    const handle = await open(join(folder, file), 'wx', 0o444);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  }
}
