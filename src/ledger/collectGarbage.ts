import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../lib/files/removeTree.ts';
import { wantsRoom } from '../lib/files/wantsRoom.ts';
import { SpipError } from '../lib/spipError.ts';
import { environmentRefs } from './refs.ts';
import { repairLedger } from './repairLedger.ts';
import type { GitPlace } from './runGit.ts';
import { gitPlace, runGit } from './runGit.ts';

export interface CollectOptions {
  /** The bare repository; nothing to do where there is none. */
  readonly directory: string;
  /** Only PATH matters. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Commits of environments that stay. */
  readonly keep: ReadonlySet<string>;
  /** Only look. */
  readonly dryRun: boolean;
  /** Told what had to be mended. */
  readonly onRepair: (text: string) => void;
}

/**
 * Drops the refs of environments that nobody names any more, packs what is left and removes the rest. Refs stay loose:
 * each run reads some of them, and a packed file would be read as a whole. The caller sees to it that no run lives: git
 * removes objects that a run is just about to name.
 *
 * @returns commits of the environments that are dropped
 * @throws SpipError `git`, `git-missing`
 */
export async function collectGarbage(options: CollectOptions): Promise<readonly string[]> {
  const { directory, dryRun } = options;
  if (!existsSync(directory)) {
    return [];
  }
  const git = gitPlace(directory, options.env);
  try {
    return await collect(git, options);
  } catch (error) {
    if (!(error instanceof SpipError && error.code === 'git') || wantsRoom(error, directory)) {
      throw error;
    }
    if (dryRun) {
      const { code, message, cause } = error;
      const hint = '`spip gc` without `--dry-run` mends a damaged ledger';
      throw new SpipError(code, message, { hint, cause });
    }
    const done = await repairLedger(git);
    if (done === undefined) {
      throw error;
    }
    options.onRepair(done);
    return await collect(git, options);
  }
}

async function collect(git: GitPlace, options: CollectOptions): Promise<readonly string[]> {
  const { directory, keep, dryRun } = options;
  const refs = await runGit(['for-each-ref', '--format=%(refname)', environmentRefs], git);
  const dropped = refs
    .split('\n')
    .filter((ref) => ref !== '')
    .map((ref) => ref.slice(environmentRefs.length))
    .filter((commit) => !keep.has(commit));
  if (!dryRun) {
    const input = dropped.map((commit) => `delete ${environmentRefs}${commit}\n`).join('');
    await runGit(['update-ref', '--stdin'], { ...git, input });
    await removeTree(join(directory, 'spip-tmp'));
    await runGit(['repack', '-a', '-d', '--quiet'], git);
    await runGit(['prune', '--expire=now'], git);
  }
  return dropped;
}
