import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno, isMissing } from '../lib/isErrno.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { writeFileAtomic } from '../lib/files/writeFileAtomic.ts';

// Nothing may tidy up behind our back: prune and gc beside a running `worktree add` break it.
export const ledgerConfig = `[gc]
	auto = 0
	worktreePruneExpire = never
[maintenance]
	auto = false
[core]
	hooksPath = /dev/null
	autocrlf = false
`;

const bareConfig = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
${ledgerConfig}`;

/** Whether a folder has the HEAD of a repository; where it is damaged or missing git works nowhere in it. */
export function hasHead(directory: string): boolean {
  try {
    return /^(?:ref: refs\/\S+|[0-9a-f]{40})\n$/.test(
      readFileSync(join(directory, 'HEAD'), 'utf8'),
    );
  } catch (error) {
    if (isMissing(error) || isErrno(error, 'EISDIR', 'ELOOP')) {
      return false;
    }
    throw error;
  }
}

/** Gives a folder again what makes it a bare repository (gitrepository-layout); objects, refs and worktrees stay. */
export async function restoreSkeleton(directory: string): Promise<void> {
  for (const name of ['objects', 'refs']) {
    await unlessFolder(join(directory, name));
  }
  if (!hasHead(directory)) {
    await removeTree(join(directory, 'HEAD'));
    await writeFileAtomic(join(directory, 'HEAD'), 'ref: refs/heads/master\n', { mode: 0o644 });
  }
  await writeFileAtomic(join(directory, 'config'), bareConfig, { mode: 0o644 });
}

async function unlessFolder(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    await removeTree(path);
    mkdirSync(path);
  }
}
