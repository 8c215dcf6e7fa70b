import { hash } from 'node:crypto';
import { lstatSync, readlinkSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { digestFile } from '../../lib/files/digestFile.ts';
import type { CustomFiles } from '../../model/cellJob.ts';

/** Files of this machine that a cell gets or sees, at one moment. */
export interface DigestedFiles {
  /** Of names, modes and contents. */
  readonly digest: string;
  /** Whether nothing of them has been written since. */
  readonly isUnchanged: () => boolean;
}

/** What is read there is made while it is read, if it ever ends. */
const isLive = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** Beyond that it costs more to know them than to run. */
const mostFiles = 20_000;
const mostBytes = 256_000_000;

/**
 * Digests a user's tests; `undefined` where that is too much, or cannot be read. `named`: absolute paths
 * that its processes see where they are.
 */
export async function digestFiles(
  { files, follow }: CustomFiles,
  named: readonly string[],
): Promise<DigestedFiles | undefined> {
  if (named.some((path) => isLive.test(path))) {
    return undefined;
  }
  const list = (): readonly Entry[] | undefined =>
    listFiles([...files, ...named.map((path) => ({ path, name: path }))], follow);
  try {
    const entries = list();
    if (entries === undefined) {
      return undefined;
    }
    const contents: unknown[] = [];
    for (const { name, path, kind, isExecutable } of entries) {
      const content =
        kind === 'file' ? await digestFile(path) : kind === 'link' ? readlinkSync(path) : '';
      contents.push([name, kind, isExecutable, content]);
    }
    const stamp = stampOf(entries);
    return {
      digest: hash('sha256', JSON.stringify(contents), 'hex'),
      isUnchanged: () => unlessGone(() => stampOf(list() ?? [])) === stamp,
    };
  } catch {
    // What cannot be read is said by the cells themselves.
    return undefined;
  }
}

interface Entry {
  /** Where a cell has it. */
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other' | 'absent';
  readonly isExecutable: boolean;
  /** What changes with its content. */
  readonly stamp: readonly number[];
  readonly size: number;
}

function listFiles(
  tops: readonly { readonly path: string; readonly name: string }[],
  follow: CustomFiles['follow'],
): readonly Entry[] | undefined {
  const entries: Entry[] = [];
  let bytes = 0;
  const waiting = [...tops];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const target = follow[next.path] ?? next.path;
    const entry = entryOf(target, next.name);
    entries.push(entry);
    bytes += entry.size;
    if (entries.length > mostFiles || bytes > mostBytes) {
      return undefined;
    }
    if (entry.kind === 'folder') {
      const { name } = next;
      waiting.push(
        ...readdirSync(target)
          .toSorted()
          .map((child) => ({ path: join(target, child), name: `${name}/${child}` })),
      );
    }
  }
  return entries;
}

function entryOf(path: string, name: string): Entry {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    return { name, path, kind: 'absent', isExecutable: false, stamp: [], size: 0 };
  }
  const isFile = stats.isFile();
  const { ino, size, mtimeMs, ctimeMs, mode } = stats;
  return {
    name,
    path,
    kind: isFile
      ? 'file'
      : stats.isDirectory()
        ? 'folder'
        : stats.isSymbolicLink()
          ? 'link'
          : 'other',
    isExecutable: isFile && (mode & 0o111) !== 0,
    // A folder changes with every file that comes and goes beside the tests: its entries say what matters.
    stamp: stats.isDirectory() ? [] : [ino, size, mtimeMs, ctimeMs],
    size: isFile ? size : 0,
  };
}

function stampOf(entries: readonly Entry[]): string {
  return JSON.stringify(entries.map(({ name, kind, stamp }) => [name, kind, stamp]));
}

function unlessGone(task: () => string): string | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
