import type { Stats } from 'node:fs';
import { treeStats } from '../../lib/files/treeStats.ts';

/** More entries than this are not looked at: what is counted is then too little. */
const mostEntries = 200_000;

/**
 * Bytes that the files below some folders take on their disk, by descriptor, at any depth: code under test writes there
 * meanwhile. Links, what goes meanwhile and what may not be looked at count nothing.
 */
export function diskUse(folders: readonly string[]): number {
  const seen = new Set<number>();
  let bytes = 0;
  let entries = 0;
  for (const stats of belowAll(folders)) {
    entries += 1;
    if (entries > mostEntries) {
      break;
    }
    if (stats.nlink === 1 || stats.isDirectory() || !seen.has(stats.ino)) {
      bytes += stats.blocks * 512;
    }
    seen.add(stats.ino);
  }
  return bytes;
}

function* belowAll(folders: readonly string[]): Generator<Stats, void, undefined> {
  for (const folder of folders) {
    try {
      yield* treeStats(folder);
    } catch {
      // Too many open files, a broken disk: the next look comes soon, and what needs them says so.
    }
  }
}
