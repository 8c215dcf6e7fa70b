import { lstatSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SourceTree } from '../../owntests/sourceTree.ts';

/** More than any file of configuration or tests that is read, in bytes. */
const largest = 4_000_000;

/** A source tree that lies on disk; links are among its files and are not followed. */
export interface DiskTree extends SourceTree {
  readonly root: string;
  /** What links lead to, as paths below the root; a link that leads nowhere is missing. */
  readonly links: ReadonlyMap<string, string>;
}

/** The files below a folder that nothing writes to any more. */
export function readSourceTree(root: string): DiskTree {
  const files: string[] = [];
  const links = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name));
    if (entry.isSymbolicLink()) {
      const target = targetOf(root, path);
      files.push(...(target === undefined ? [] : [path]));
      links.set(path, target ?? '');
    } else if (entry.isFile()) {
      files.push(path);
    }
  }
  return { root, files: files.toSorted(), links, read: (path) => readText(join(root, path)) };
}

function targetOf(root: string, path: string): string | undefined {
  try {
    return relative(realpathSync(root), realpathSync(join(root, path)));
  } catch {
    return undefined;
  }
}

/** A file of text; `undefined` for what is none, is too large or is a link. */
export function readText(path: string): string | undefined {
  try {
    const stats = lstatSync(path);
    return stats.isFile() && stats.size <= largest ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
