import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TarMember } from '../../archive/writeTar.ts';
import { writeTar } from '../../archive/writeTar.ts';
import { filesBelow } from './filesBelow.ts';
import { repositoryFiles } from './repositoryFiles.ts';
import type { PlacedFile } from './repositoryFiles.ts';
import { TreeTops } from './treeTops.ts';
import { treeGit } from './treeGit.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Stands as name and version of a source tree whose own are not known yet. */
export const unnamedSource = 'source-0';

/**
 * A source tree as the bytes of an sdist whose top folder is `source-0`: what git knows or would add, with `.git` itself
 * for backends that ask it for the version; without git everything but environments and caches. The tree may be another
 * user's, who changes it meanwhile: nothing is read but files below it, by descriptor.
 *
 * @throws SpipError `invalid-requirement` for a file that cannot be read
 */
export async function packTree(tree: string, env: Variables): Promise<Buffer> {
  const members: TarMember[] = [];
  using tops = new TreeTops(tree);
  for (const [path, file] of [...(await filesOf(tree, env))].toSorted(byPath)) {
    const member = await memberOf(path, file, tops);
    if (member !== undefined) {
      members.push({ ...member, path: `${unnamedSource}/${path}` });
    }
  }
  return promisify(gzip)(writeTar(members));
}

/** Paths of a source tree's own files: what git knows or would add; without git everything but environments and caches. */
export async function treeFiles(tree: string, env: Variables): Promise<readonly string[]> {
  return (await gitFiles(tree, env)) ?? (await filesBelow(tree, leftOut));
}

/** By their paths in the tree. */
async function filesOf(tree: string, env: Variables): Promise<ReadonlyMap<string, PlacedFile>> {
  const listed = await gitFiles(tree, env);
  const paths = listed ?? (await filesBelow(tree, leftOut));
  const files = new Map(paths.map((path) => [path, { top: tree, path }]));
  if (listed !== undefined) {
    for (const [path, file] of await repositoryFiles(tree, env)) {
      files.set(`.git/${path}`, file);
    }
  }
  return files;
}

function byPath([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Folders that are no source and may be large. */
const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.mypy_cache',
  '.nox',
  '.pytest_cache',
  '.ruff_cache',
  '.tox',
  '.venv',
  '__pycache__',
  'node_modules',
  'venv',
]);

/** Submodules included. `undefined` without git, and where the repository around the tree ignores it. */
async function gitFiles(tree: string, env: Variables): Promise<readonly string[] | undefined> {
  const listed = await lsFiles(tree, env);
  if (listed === undefined || listed.length === 0) {
    return undefined;
  }
  const paths = await Promise.all(
    listed.map(async (path) => {
      const full = join(tree, path);
      const inner = (await isSubmodule(full)) ? await gitFiles(full, env) : undefined;
      return inner?.map((below) => `${path}/${below}`) ?? [path];
    }),
  );
  return paths.flat();
}

/** Of what is listed only a submodule is a folder; a repository that git does not know has a slash behind it. */
async function isSubmodule(path: string): Promise<boolean> {
  const isFolder = !path.endsWith('/') && (await stateOf(path))?.isDirectory() === true;
  return isFolder && (await stateOf(join(path, '.git'))) !== undefined;
}

async function lsFiles(tree: string, env: Variables): Promise<readonly string[] | undefined> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = await treeGit(tree, args, env);
  return listed?.split('\0').filter((path) => path !== '');
}

/** `undefined` for what is gone, the folder of a submodule that is not there, or a socket. */
async function memberOf(
  path: string,
  file: PlacedFile,
  tops: TreeTops,
): Promise<TarMember | undefined> {
  if (path.endsWith('/')) {
    // Of the tree itself it is a repository that git does not know.
    return path.startsWith('.git/') ? { path } : undefined;
  }
  using place = tops.place(file);
  if (place === undefined) {
    return undefined;
  }
  const stats = place.stats();
  if (stats?.isSymbolicLink() === true) {
    const target = place.target();
    return target === undefined ? undefined : { path, target };
  }
  const data = stats?.isFile() === true ? await place.read() : undefined;
  if (stats === undefined || data === undefined) {
    return undefined;
  }
  const own = settingsOfGit.has(path) ? forATree(data) : data;
  return { path, data: own, executable: (stats.mode & 0o111) !== 0 };
}

const settingsOfGit: ReadonlySet<string> = new Set(['.git/config', '.git/config.worktree']);

/** A submodule's repository says where its files lie, and one that only worktrees use says that it has none. */
function forATree(settings: Buffer): Buffer {
  return Buffer.from(
    settings.toString('latin1').replaceAll(/^\s*(?:worktree|bare)\s*=.*\n/gim, ''),
    'latin1',
  );
}

/** Of the link itself, where it is one. */
async function stateOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}
