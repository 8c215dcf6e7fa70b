import { execFile } from 'node:child_process';
import type { Stats } from 'node:fs';
import { lstat, readFile, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TarMember } from '../../archive/writeTar.ts';
import { writeTar } from '../../archive/writeTar.ts';
import { gitVariables } from './gitVariables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Stands as name and version of a source tree whose own are not known yet. */
export const unnamedSource = 'source-0';

/**
 * A source tree as the bytes of an sdist whose top folder is `source-0`: what git knows or would add, with `.git` itself
 * for backends that ask it for the version; without git everything but environments and caches.
 */
export async function packTree(tree: string, env: Variables): Promise<Buffer> {
  const listed = await gitFiles(tree, env);
  const paths =
    listed === undefined
      ? await filesBelow(tree, '', leftOut)
      : [...listed, ...(await filesBelow(tree, '.git', new Set()))];
  const members: TarMember[] = [];
  for (const path of [...new Set(paths)].toSorted()) {
    const member = await memberOf(tree, path);
    if (member !== undefined) {
      members.push({ ...member, path: `${unnamedSource}/${path}` });
    }
  }
  return promisify(gzip)(writeTar(members));
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
  const args = ['-C', tree, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      env: gitVariables(env),
      maxBuffer: 2 ** 28,
    });
    return stdout.split('\0').filter((path) => path !== '');
  } catch {
    return undefined;
  }
}

async function filesBelow(
  tree: string,
  folder: string,
  except: ReadonlySet<string>,
): Promise<readonly string[]> {
  if ((await stateOf(join(tree, folder)))?.isDirectory() !== true) {
    return [];
  }
  const entries = await readdir(join(tree, folder), { withFileTypes: true });
  const below = await Promise.all(
    entries
      .filter(({ name }) => !except.has(name))
      .map(async (entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? filesBelow(tree, path, except) : [path];
      }),
  );
  return below.flat();
}

/** `undefined` for what is gone, the folder of a submodule that is not there, or a socket. */
async function memberOf(tree: string, path: string): Promise<TarMember | undefined> {
  const full = join(tree, path);
  const stat = await stateOf(full);
  if (stat?.isSymbolicLink() === true) {
    return { path, target: await readlink(full) };
  }
  return stat?.isFile() === true
    ? { path, data: await readFile(full), executable: (stat.mode & 0o111) !== 0 }
    : undefined;
}

/** Of the link itself, where it is one. */
async function stateOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(() => undefined);
}
