import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { digestFile } from '../lib/files/digestFile.ts';
import { isErrno, isMissing } from '../lib/isErrno.ts';
import type { Materialised } from './materialised.ts';

/** What can be seen of each linked file without reading it, by path relative to the prefix. */
export type EnvironmentSnapshot = ReadonlyMap<string, FileFacts>;

export interface FileFacts {
  readonly inode: number;
  readonly size: number;
  readonly mode: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** How an environment differs from what was written; all paths relative to the prefix and sorted, but those of the store. */
export interface Modifications {
  /** Other bytes or another mode, in the file that was put there. */
  readonly changed: readonly string[];
  /** Another file, folder or link stands in its place. */
  readonly replaced: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Absolute paths of store files that were changed through their link: they must be quarantined. */
  readonly poisoned: readonly string[];
}

/** To be taken before the first process of the cell starts. */
export function snapshotEnvironment({ prefix, plan, bytecode }: Materialised): EnvironmentSnapshot {
  const snapshot = new Map<string, FileFacts>();
  for (const { path } of [...plan.files.filter(({ kind }) => kind === 'store'), ...bytecode]) {
    const facts = look(`${prefix}/${path}`);
    if (facts !== undefined) {
      snapshot.set(path, factsOf(facts));
    }
  }
  return snapshot;
}

/**
 * Compares an environment with its snapshot. A file is read only where size, mode or time differ: whoever writes and then
 * sets all three back is found by a verification of the store.
 */
export async function findModifications(
  materialised: Materialised,
  snapshot: EnvironmentSnapshot,
): Promise<Modifications> {
  const found = {
    changed: [] as string[],
    replaced: [] as string[],
    removed: [] as string[],
    poisoned: [] as string[],
  };
  for (const file of expectedFiles(materialised)) {
    const before = snapshot.get(file.path);
    const now = look(`${materialised.prefix}/${file.path}`);
    if (now === undefined) {
      found.removed.push(file.path);
    } else if (before === undefined || before.inode !== now.ino || !now.isFile()) {
      found.replaced.push(file.path);
    } else if (!isUntouched(before, now)) {
      const differs =
        before.mode !== now.mode ||
        file.sha256 === undefined ||
        (await digestFile(`${materialised.prefix}/${file.path}`)) !== file.sha256;
      if (differs) {
        found.changed.push(file.path);
      }
      if (look(file.source)?.ino === now.ino) {
        found.poisoned.push(file.source);
      }
    }
  }
  compareGenerated(materialised, found);
  return {
    changed: found.changed.toSorted(),
    replaced: found.replaced.toSorted(),
    removed: found.removed.toSorted(),
    added: addedFiles(materialised),
    poisoned: found.poisoned.toSorted(),
  };
}

interface ExpectedFile {
  readonly path: string;
  readonly source: string;
  readonly sha256: string | undefined;
}

function expectedFiles({ plan, bytecode }: Materialised): readonly ExpectedFile[] {
  return [
    ...plan.files.filter((file) => file.kind === 'store'),
    ...bytecode.map((file) => ({ ...file, sha256: undefined })),
  ];
}

function compareGenerated(
  { prefix, plan, written }: Materialised,
  found: { readonly changed: string[]; readonly replaced: string[]; readonly removed: string[] },
): void {
  for (const { path, content } of plan.files.filter((file) => file.kind === 'generated')) {
    const now = look(`${prefix}/${path}`);
    if (now === undefined) {
      found.removed.push(path);
    } else if (content.kind === 'link' && !isLinkTo(`${prefix}/${path}`, content.target)) {
      found.replaced.push(path);
    }
  }
  for (const [path, bytes] of written) {
    const now = look(`${prefix}/${path}`);
    if (now?.isFile() === false) {
      found.replaced.push(path);
    } else if (now !== undefined && !readFileSync(`${prefix}/${path}`).equals(bytes)) {
      found.changed.push(path);
    }
  }
}

/** Everything below the prefix that is neither planned nor in a folder of links; a new folder stands for what it holds. */
function addedFiles({ prefix, plan, bytecode }: Materialised): readonly string[] {
  const files = new Set([...plan.files, ...bytecode].map(({ path }) => path));
  const folders = new Set<string>();
  for (const path of files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      folders.add(path.slice(0, end));
    }
  }
  const linkedFolders = plan.files.flatMap((file) =>
    file.kind === 'generated' && file.content.kind === 'linked-folder' ? [file] : [],
  );
  const added: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of entriesOf(`${prefix}/${folder}`)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const isKnownFolder = folders.has(path) || linkedFolders.some((file) => file.path === path);
      if (isKnownFolder && entry.isDirectory()) {
        walk(path);
      } else if (!files.has(path) && !isLinkedBase(path, entry.isSymbolicLink())) {
        added.push(path);
      }
    }
  };
  const isLinkedBase = (path: string, isLink: boolean): boolean =>
    isLink && linkedFolders.some((file) => path.startsWith(`${file.path}/`));
  // Without a sandbox a test may have moved it away, or put a link in its place.
  if (look(prefix)?.isDirectory() === true) {
    walk('');
  }
  return added.toSorted();
}

/** None where a test has made a folder unreadable. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isErrno(error, 'EACCES')) {
      return [];
    }
    throw error;
  }
}

function isLinkTo(path: string, target: string): boolean {
  return lstatSync(path).isSymbolicLink() && readlinkSync(path) === target;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

function factsOf(stats: Stats): FileFacts {
  return { inode: stats.ino, size: stats.size, mode: stats.mode, modified: stats.mtimeMs };
}

function isUntouched(before: FileFacts, now: Stats): boolean {
  return before.size === now.size && before.mode === now.mode && before.modified === now.mtimeMs;
}
