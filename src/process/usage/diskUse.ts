import { lstatSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';

/** More entries than this are not looked at: what is counted is then too little. */
const mostEntries = 200_000;

/** Bytes that the files below some folders take on their disk; links, what goes meanwhile and what no path reaches count nothing. */
export function diskUse(folders: readonly string[]): number {
  const waiting = [...folders];
  const seen = new Set<number>();
  let bytes = 0;
  for (let entries = 0, path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    entries += 1;
    const stats = statsOf(path);
    if (stats === undefined || entries > mostEntries) {
      continue;
    }
    if (stats.nlink === 1 || stats.isDirectory() || !seen.has(stats.ino)) {
      bytes += stats.blocks * 512;
    }
    seen.add(stats.ino);
    if (stats.isDirectory()) {
      const folder = path;
      waiting.push(...namesOf(folder).map((name) => join(folder, name)));
    }
  }
  return bytes;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // Too deep, or in a folder that was closed.
    return undefined;
  }
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
