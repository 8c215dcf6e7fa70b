import { readFileSync, realpathSync } from 'node:fs';
import { isMissing } from '../isErrno.ts';
import type { EntryName } from './folder.ts';

/**
 * Where something is mounted on a folder or below it (proc_pid_mountinfo(5)): what lies there is somebody else's. Empty
 * where the system has no such list.
 */
export function mountsBelow(folder: EntryName): readonly string[] {
  const table = readTable();
  // Byte by byte: names need not be UTF-8.
  const path = escaped(realpathSync.native(folder, 'latin1'));
  if (!table.includes(path)) {
    return [];
  }
  return table
    .split('\n')
    .map((line) => line.split(' ', 5)[4] ?? '')
    .filter((place) => place === path || place.startsWith(`${path}/`))
    .map(unescaped);
}

function readTable(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'latin1');
  } catch (error) {
    if (isMissing(error)) {
      return '';
    }
    throw error;
  }
}

function escaped(path: string): string {
  return path.replaceAll(
    /[ \t\n\\]/g,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}

function unescaped(path: string): string {
  const bytes = path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
