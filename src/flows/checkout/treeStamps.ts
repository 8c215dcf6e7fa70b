import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { treeFiles } from '../trees/packTree.ts';

/** What changes with the content of each file of a source tree, by its path. */
export type TreeStamps = ReadonlyMap<string, string>;

/** Of the files that git sees, or that count without it. */
export async function treeStamps(
  tree: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TreeStamps> {
  const stamps = new Map<string, string>();
  for (const path of await treeFiles(tree, env)) {
    const stats = await lstat(join(tree, path)).catch(() => undefined);
    if (stats !== undefined) {
      stamps.set(path, [stats.ino, stats.size, stats.mtimeMs, stats.mode].join(' '));
    }
  }
  return stamps;
}

/** Paths that have come, gone or changed between two moments, sorted. */
export function changedPaths(before: TreeStamps, after: TreeStamps): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).toSorted();
}
