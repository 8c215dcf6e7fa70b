import { lstat, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readOrNothing } from '../../lib/files/readOrNothing.ts';
import { filesBelow } from './filesBelow.ts';
import { treeGit } from './treeGit.ts';

/** A file by the folder that it is looked for in, an absolute path, and its own path below that. */
export interface PlacedFile {
  readonly top: string;
  readonly path: string;
}

/**
 * What a `.git` folder of a source tree holds that needs nothing beside it, by their names in it; that of a folder ends in a
 * slash. A linked worktree keeps its own few files apart from those that all worktrees share, a submodule has its repository in
 * the one around it, and a shared clone has objects in another one: these folders have no link in their paths. Empty where the
 * tree is not the top of a repository.
 */
export async function repositoryFiles(
  tree: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, PlacedFile>> {
  const top = await lstat(join(tree, '.git')).catch(() => undefined);
  const said = top && (await treeGit(tree, ['rev-parse', '--git-dir', '--git-common-dir'], env));
  const [own, shared] = await Promise.all(
    (said ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => realpath(resolve(tree, line))),
  );
  const files = new Map<string, PlacedFile>();
  if (own === undefined || shared === undefined) {
    return files;
  }
  // Git wants this folder also where all that was in it is packed.
  files.set('refs/', { top: shared, path: 'refs' });
  await addFiles(files, shared);
  if (own !== shared) {
    await addFiles(files, own);
  }
  await addBorrowed(files, join(shared, 'objects'));
  [...elsewhere].forEach((name) => files.delete(name));
  return files;
}

/** What leads to other folders, which are not there where the repository goes. */
const elsewhere: ReadonlySet<string> = new Set(['commondir', 'gitdir', 'objects/info/alternates']);

async function addFiles(files: Map<string, PlacedFile>, folder: string): Promise<void> {
  const names = await filesBelow(folder);
  names
    .filter((name) => !name.startsWith('worktrees/'))
    .forEach((name) => files.set(name, { top: folder, path: name }));
}

/** Objects of the repositories that this one borrows from, and of those that these do (gitrepository-layout). */
async function addBorrowed(files: Map<string, PlacedFile>, objects: string): Promise<void> {
  const seen = new Set([objects]);
  for (const folder of seen) {
    for (const lent of await lenders(folder)) {
      seen.add(lent);
    }
    const names = folder === objects ? [] : await filesBelow(folder, new Set(['info']));
    names
      .filter((name) => objectFile.test(name) && !files.has(`objects/${name}`))
      .forEach((name) => files.set(`objects/${name}`, { top: folder, path: name }));
  }
}

/** The tree says where it borrows from: of any other folder nothing may get into a build. */
const objectFile =
  /^(?:[\da-f]{2}\/[\da-f]{38}(?:[\da-f]{24})?|pack\/(?:pack-[\da-f]+\.\w+|multi-pack-index))$/;

async function lenders(objects: string): Promise<readonly string[]> {
  const text = await readOrNothing(join(objects, 'info/alternates'));
  const lines = (text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const found = await Promise.all(
    lines.map((line) => realpath(isAbsolute(line) ? line : join(objects, line)).catch(() => '')),
  );
  return found.filter((path) => path !== '' && dirname(path) !== path);
}
