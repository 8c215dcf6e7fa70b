import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Look } from '../cache/lookLockLook.ts';
import { exists } from '../lib/files/exists.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { storeMtime } from './storeFile.ts';
import { isMissing } from '../lib/isErrno.ts';
import { parseWheelRecord } from './wheelRecord.ts';

/**
 * Reads an unpacked wheel: `wheel.json`, its marker, and size, mode and time of every file (2 microseconds each), so
 * that a file which was cut, emptied, deleted or written to is found before anything uses it.
 */
export async function readStoredWheel(place: string): Promise<Look<StoredWheel>> {
  try {
    const [text, marker] = await Promise.all([
      readFile(join(place, 'wheel.json'), 'utf8'),
      readFile(join(place, 'ok'), 'utf8'),
    ]);
    const record = parseWheelRecord(text, marker);
    if (record === undefined) {
      return { state: 'damaged', reason: '`wheel.json` does not fit its marker' };
    }
    const root = join(place, 'files');
    for (const file of record.files) {
      if (!isIntact(join(root, file.path), file)) {
        return { state: 'damaged', reason: `\`${file.path}\` is missing or was changed` };
      }
    }
    return { state: 'present', value: { ...record, root } };
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    return exists(place)
      ? { state: 'damaged', reason: '`wheel.json` or its marker is missing' }
      : { state: 'absent' };
  }
}

/** Whether size, mode and time of a file are those that the store gave it. */
export function isIntact(
  path: string,
  expected: { readonly size: number; readonly executable: boolean },
): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return (
    stats !== undefined &&
    stats.isFile() &&
    stats.size === expected.size &&
    stats.mtimeMs === storeMtime * 1000 &&
    (stats.mode & 0o777) === (expected.executable ? 0o555 : 0o444)
  );
}
