import { posix } from 'node:path';
import { archiveError } from './archiveError.ts';
import { brokenPathRule, PathCollisions } from './entryPath.ts';
import type { TarEntry } from './readTar.ts';

/** What is to be written; `path` is relative, clean and without a trailing slash. */
export interface SourceEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly executable: boolean;
  readonly data: Buffer;
  readonly target: string;
}

/**
 * Applies PEP 706's data filter: relative paths that stay inside, links only to places inside, no path through a
 * link. Hard links become copies. A path given twice must mean the same thing twice. Throws SpipError `bad-archive`.
 */
export function planTar(entries: readonly TarEntry[], archive: string): readonly SourceEntry[] {
  const planned = new Map<string, SourceEntry>();
  const collisions = new PathCollisions({ foldCase: false });
  for (const entry of entries) {
    const path = cleanPath(entry.path);
    // `tar czf x.tar.gz .` begins with the folder itself.
    if (path === '' && entry.kind === 'directory') {
      continue;
    }
    const next = planEntry({ ...entry, path }, planned, archive);
    const earlier = planned.get(path);
    if (earlier !== undefined && !isSame(earlier, next)) {
      throw archiveError(archive, 'it stands twice in the archive and differs', { entry: path });
    }
    const other =
      earlier === undefined ? collisions.add(path, next.kind === 'directory') : undefined;
    if (other !== undefined) {
      throw archiveError(archive, `it collides with \`${other}\``, { entry: path });
    }
    planned.set(path, next);
  }
  for (const entry of planned.values()) {
    const through = entry.kind === 'symlink' ? linkOnTheWay(entry, planned) : undefined;
    if (through !== undefined) {
      throw archiveError(
        archive,
        `it is a symbolic link through the symbolic link \`${through}\``,
        {
          entry: entry.path,
        },
      );
    }
  }
  return [...planned.values()];
}

/** A link that the way to a link's target passes: what lies behind it cannot be told from the names alone. */
function linkOnTheWay(
  { path, target }: SourceEntry,
  planned: ReadonlyMap<string, SourceEntry>,
): string | undefined {
  const way = posix
    .dirname(path)
    .split('/')
    .filter((part) => part !== '.');
  for (const part of posix.dirname(target).split('/')) {
    if (part === '..') {
      way.pop();
    } else if (part !== '.' && part !== '') {
      way.push(part);
    }
    const place = way.join('/');
    if (planned.get(place)?.kind === 'symlink') {
      return place;
    }
  }
  return undefined;
}

/** Without leading `./`, doubled slashes and trailing slash. */
function cleanPath(path: string): string {
  return path
    .replace(/^(?:\.\/+)+/, '')
    .replace(/(?<=[^/])\/\/+/g, '/')
    .replace(/(?<=.)\/$/, '')
    .replace(/^\.$/, '');
}

function planEntry(
  entry: TarEntry,
  planned: ReadonlyMap<string, SourceEntry>,
  archive: string,
): SourceEntry {
  const { path, executable, data } = entry;
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: path });
  };
  const rule = brokenPathRule(path, { refuseGit: false });
  if (rule !== undefined) {
    refuse(rule);
  }
  switch (entry.kind) {
    case 'file':
    case 'directory':
      return { path, kind: entry.kind, executable, data, target: '' };
    case 'hardlink': {
      const source = planned.get(cleanPath(entry.target));
      return source?.kind === 'file'
        ? { ...source, path }
        : refuse(`it is a hard link to \`${entry.target}\`, which is no earlier file`);
    }
    case 'symlink': {
      const place = posix.join(posix.dirname(path), entry.target);
      return entry.target === '' ||
        entry.target.startsWith('/') ||
        /[\\\0]|^[A-Za-z]:/.test(entry.target) ||
        place === '..' ||
        place.startsWith('../')
        ? refuse(`it is a symbolic link to \`${entry.target}\`, outside of the archive`)
        : { path, kind: 'symlink', executable: false, data, target: entry.target };
    }
  }
}

function isSame(a: SourceEntry, b: SourceEntry): boolean {
  return a.kind === b.kind && a.target === b.target && a.data.equals(b.data);
}
