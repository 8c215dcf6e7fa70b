import assert from 'node:assert/strict';
import type { RandomAccess } from '../../src/archive/randomAccess.ts';
import { readZipEntry, streamZipEntry } from '../../src/archive/readZipEntry.ts';
import { readZipDirectory } from '../../src/archive/zipDirectory.ts';
import type { ReadZipOptions } from '../../src/archive/zipDirectory.ts';
import { SpipError } from '../../src/lib/spipError.ts';

/** Bytes in memory, read as a file would be. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Everything in the archive, read in both ways, which must agree. */
export async function readWholeZip(
  bytes: Uint8Array,
  options: Partial<ReadZipOptions> = {},
): Promise<Record<string, string>> {
  const access = bytesAccess(bytes);
  const directory = await readZipDirectory(access, { archive: 'a.whl', ...options });
  const contents: Record<string, string> = {};
  for (const entry of directory.entries) {
    const whole = await readZipEntry({ access, directory }, entry);
    const pieces: Buffer[] = [];
    for await (const piece of streamZipEntry({ access, directory }, entry)) {
      pieces.push(piece);
    }
    assert.deepEqual(Buffer.concat(pieces), whole);
    contents[entry.path] = whole.toString();
  }
  return contents;
}

/** Why the archive `a.whl` is refused. */
export async function zipRefusal(
  bytes: Uint8Array,
  options: Partial<ReadZipOptions> = {},
): Promise<string> {
  try {
    const contents = await readWholeZip(bytes, options);
    throw new Error(`Expected a refusal, got ${JSON.stringify(contents)}`);
  } catch (error) {
    if (error instanceof SpipError && error.code === 'bad-archive') {
      return error.message.replace('Failed to read archive `a.whl`: ', '');
    }
    throw error;
  }
}
