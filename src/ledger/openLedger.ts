import { join, resolve } from 'node:path';
import { lookLockLook, lookOf } from '../cache/lookLockLook.ts';
import type { Look } from '../cache/lookLockLook.ts';
import { OnceMap } from '../lib/onceMap.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { baseObjects, environmentObjects, writeCommit } from './commitObjects.ts';
import type { BaseSpec, EnvironmentSpec } from './commitObjects.ts';
import { createRepository } from './createRepository.ts';
import { fileWorktrees } from './fileWorktrees.ts';
import type { LedgerLocks } from './ledgerLocks.ts';
import { readRef } from './refs.ts';
import type { GitPlace } from './runGit.ts';
import { gitPlace } from './runGit.ts';
import { readEntries, worktreePath } from './worktreeEntries.ts';
import type { Worktree } from './worktreeEntries.ts';
import type { Worktrees } from './worktrees.ts';
import type { ObjectPlace } from './writeObject.ts';

export interface LedgerOptions {
  /** The bare repository, `<data>/ledger.git`; made if missing. */
  readonly directory: string;
  readonly locks: LedgerLocks;
  /** Only PATH matters. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This run's folder on the ledger's file system, swept with the run; by default one inside the ledger. */
  readonly temporary?: string | undefined;
  /** Who makes the entries of worktrees in place of spip itself, which writes them as files. */
  readonly worktrees?: ((git: GitPlace, locks: LedgerLocks) => Worktrees) | undefined;
  /** Whether entries of removed worktrees serve again: only where a sandbox keeps the tests from them. */
  readonly reuseEntries?: boolean | undefined;
  /** Told what had to be mended. */
  readonly onRepair?: ((text: string) => void) | undefined;
}

/** What this process really did, as opposed to found done. */
export interface LedgerCounts {
  readonly basesMade: number;
  readonly environmentsMade: number;
  readonly gitProcesses: number;
}

/** The bare git repository in which every environment is a commit and every cell's directory a worktree. */
export interface Ledger {
  readonly directory: string;
  /** The base branch's commit; made once, however many cells and processes ask at the same moment. */
  ensureBase(base: BaseSpec): Promise<string>;
  /** The environment's commit, equal on every machine; kept by `refs/spip/env/<id>`. No git process. */
  commitEnvironment(environment: EnvironmentSpec): Promise<string>;
  /** Makes a detached worktree without checking anything out. The directory must be new or empty. */
  addWorktree(commit: string, directory: string): Promise<void>;
  /** Removes the directory and then its entry, also a half-made one; both may be gone already. */
  removeWorktree(directory: string): Promise<void>;
  listWorktrees(): Promise<readonly Worktree[]>;
  counts(): LedgerCounts;
}

/**
 * Opens the ledger and makes it if it is missing.
 *
 * @throws SpipError `git-missing`, `unwritable`, `disk`, `git`
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const directory = resolve(options.directory);
  const counts = { basesMade: 0, environmentsMade: 0, gitProcesses: 0 };
  const git = gitPlace(directory, options.env, () => (counts.gitProcesses += 1));
  await createRepository(git, options.locks, options.onRepair ?? (() => undefined));
  const temporary = options.temporary ?? join(directory, 'spip-tmp');
  const place: ObjectPlace = { directory, temporary };
  const worktrees =
    options.worktrees?.(git, options.locks) ??
    fileWorktrees(place, { reuse: options.reuseEntries ?? false });
  return {
    directory,
    ...commits({ place, locks: options.locks, counts }),
    addWorktree: async (commit, path) => worktrees.add(commit, worktreePath(path)),
    removeWorktree: async (path) => {
      const real = worktreePath(path);
      await removeTree(real);
      await worktrees.remove(real);
    },
    listWorktrees: async () =>
      (await readEntries(directory)).map((entry) => ({
        directory: entry.directory,
        commit: entry.commit,
      })),
    counts: () => ({ ...counts }),
  };
}

interface CommitSurroundings {
  readonly place: ObjectPlace;
  readonly locks: LedgerLocks;
  readonly counts: { basesMade: number; environmentsMade: number };
}

function commits({
  place,
  locks,
  counts,
}: CommitSurroundings): Pick<Ledger, 'ensureBase' | 'commitEnvironment'> {
  const known = new OnceMap<string, string>();
  return {
    ensureBase: (base) => {
      const made = baseObjects(base);
      const { commit } = made;
      const look = async (): Promise<Look<string>> =>
        lookOf((await readRef(place.directory, made.ref)) === commit ? commit : undefined);
      const make = async (): Promise<string> => {
        await writeCommit(made, place);
        counts.basesMade += 1;
        return commit;
      };
      return known.get(commit, () =>
        lookLockLook({ look, make }, (task) => locks.withLock(baseKey(base), task)),
      );
    },
    commitEnvironment: (environment) => {
      const made = environmentObjects(environment);
      return known.get(made.commit, async () => {
        if ((await readRef(place.directory, made.ref)) === undefined) {
          await writeCommit(made, place);
          counts.environmentsMade += 1;
        }
        return made.commit;
      });
    },
  };
}

function baseKey({ branch }: BaseSpec): string {
  return `ledger-${branch.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-')}`;
}
