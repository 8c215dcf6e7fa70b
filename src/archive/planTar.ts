import { posix } from 'node:path';
import { archiveError } from './archiveError.ts';
import { readEntryName } from './entryPath.ts';
import { expectBelowTop } from './expectBelowTop.ts';
import type { Flaws } from './flaws.ts';
import { followLinks } from './followLinks.ts';
import { PathCollisions } from './pathCollisions.ts';
import type { TarEntry } from './readTar.ts';

/** What is to be written; `path` is relative, clean and without a trailing slash. */
export interface SourceEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly executable: boolean;
  readonly data: Buffer;
  /** Of a link, as it is written; else ''. */
  readonly target: string;
  /** Where a link leads in the end; else ''. */
  readonly leadsTo: string;
}

interface Planning {
  readonly archive: string;
  readonly flaws: Flaws;
}

/**
 * Applies PEP 706's data filter: relative paths that stay inside, links only to places inside. What lies behind a link is
 * told from the archive alone, so that nothing is ever written through one; hard links become copies. A path given twice
 * must mean the same thing twice. Throws SpipError `bad-archive`.
 */
export function planTar(entries: readonly TarEntry[], planning: Planning): readonly SourceEntry[] {
  const { archive, flaws } = planning;
  const planned = new Map<string, SourceEntry>();
  const collisions = new PathCollisions(planning);
  for (const entry of entries) {
    const path = realPath(entry, planned, planning);
    // `tar czf x.tar.gz .` begins with the folder itself.
    if (path === '' && entry.kind === 'directory') {
      continue;
    }
    const next = planEntry({ ...entry, path }, planned, planning);
    const earlier = planned.get(path);
    if (earlier !== undefined) {
      if (!isSame(earlier, next)) {
        throw archiveError(archive, 'it stands twice in the archive and differs', { entry: path });
      }
      flaws.add('repeated-entry', path);
      continue;
    }
    planned.set(path, next);
    collisions.add(path, next.kind === 'directory');
  }
  expectBelowTop(
    entries.map(({ path }) => path),
    archive,
  );
  return [...planned.values()].map((entry) =>
    entry.kind === 'symlink' ? checkedLink(entry, planned, planning) : entry,
  );
}

/** Where a member lies when all earlier links on its way are followed. */
function realPath(
  { path: written }: TarEntry,
  planned: ReadonlyMap<string, SourceEntry>,
  { archive, flaws }: Planning,
): string {
  const name = readEntryName(written.replace(/^(?:\.\/+)+(?=.)/, ''));
  if (typeof name === 'string') {
    throw archiveError(archive, name, { entry: written });
  }
  for (const oddity of name.oddities) {
    if (oddity === 'unclean' && name.path !== '') {
      flaws.add('unclean-path', name.path);
    } else if (oddity === 'dotted') {
      flaws.add('dotted-member', name.path);
    }
  }
  if (/[\\:]/.test(name.path)) {
    flaws.add('foreign-member', name.path);
  }
  const folder = written.replace(/\/+$/, '').replace(/[^/]*$/, '');
  const way = followLinks(folder, (path) => planned.get(path));
  if (way.kind !== 'inside') {
    throw archiveError(archive, 'its path leads out of the archive', { entry: written });
  }
  if (way.links === 0) {
    return name.path;
  }
  flaws.add('path-through-link', name.path);
  const last = name.path.slice(name.path.lastIndexOf('/') + 1);
  return way.path === '' ? last : `${way.path}/${last}`;
}

function planEntry(
  entry: TarEntry,
  planned: ReadonlyMap<string, SourceEntry>,
  { archive, flaws }: Planning,
): SourceEntry {
  const { path, executable, data, target } = entry;
  const refuse = (rule: string): never => {
    throw archiveError(archive, rule, { entry: path });
  };
  if (path === '') {
    return refuse('its name is empty');
  }
  switch (entry.kind) {
    case 'file':
    case 'directory':
      return { path, kind: entry.kind, executable, data, target: '', leadsTo: '' };
    case 'hardlink': {
      const way = followLinks(target, (each) => planned.get(each));
      const source = way.kind === 'inside' ? planned.get(way.path) : undefined;
      if (way.kind !== 'inside' || source?.kind !== 'file') {
        return refuse(`it is a hard link to \`${target}\`, which is no earlier file`);
      }
      if (way.links > 0) {
        flaws.add('link-to-link', path);
      }
      return { ...source, path };
    }
    case 'symlink':
      return target === '' || target.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(target)
        ? refuse(`it is a symbolic link to \`${target}\`, outside of the archive`)
        : { path, kind: 'symlink', executable: false, data, target, leadsTo: '' };
  }
}

/** A link must stay inside, whatever other links its way passes, also those that come after it. */
function checkedLink(
  entry: SourceEntry,
  planned: ReadonlyMap<string, SourceEntry>,
  { archive, flaws }: Planning,
): SourceEntry {
  const { path, target } = entry;
  const way = followLinks(`${posix.dirname(path)}/${target}`, (each) => planned.get(each));
  if (way.kind === 'outside') {
    throw archiveError(archive, `it is a symbolic link to \`${target}\`, outside of the archive`, {
      entry: path,
    });
  }
  if (way.kind === 'circle') {
    flaws.add('link-circle', path);
    return { ...entry, leadsTo: path };
  }
  if (way.isThrough) {
    flaws.add('link-through-link', path);
  }
  return { ...entry, leadsTo: way.path };
}

function isSame(a: SourceEntry, b: SourceEntry): boolean {
  return a.kind === b.kind && a.target === b.target && a.data.equals(b.data);
}
