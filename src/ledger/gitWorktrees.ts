import type { LedgerLocks } from './ledgerLocks.ts';
import type { GitPlace } from './runGit.ts';
import { runGit } from './runGit.ts';
import { readEntries, removeNamelessEntries } from './worktreeEntries.ts';
import type { Worktrees } from './worktrees.ts';

const key = 'ledger-worktree';

/**
 * Worktree entries made and removed by git, one at a time: of 16 simultaneous `git worktree add` without a lock a quarter
 * fail, because each reads the half-made entries of the others.
 */
export function gitWorktrees(place: GitPlace, locks: LedgerLocks): Worktrees {
  return {
    async add(commit, directory) {
      await locks.withLock(key, () =>
        runGit(
          ['worktree', 'add', '--quiet', '--no-checkout', '--detach', directory, commit],
          place,
        ),
      );
    },
    async remove(directory) {
      await locks.withLock(key, async () => {
        const entries = await readEntries(place.directory);
        if (entries.some((entry) => entry.directory === directory)) {
          // Twice: a half-made entry is still locked.
          await runGit(['worktree', 'remove', '--force', '--force', directory], place);
        }
        await removeNamelessEntries(place.directory);
      });
    },
  };
}
