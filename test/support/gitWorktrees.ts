import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerLocks } from '../../src/ledger/ledgerLocks.ts';
import type { GitPlace } from '../../src/ledger/runGit.ts';
import { runGit } from '../../src/ledger/runGit.ts';
import { readEntries } from '../../src/ledger/worktreeEntries.ts';
import type { Worktrees } from '../../src/ledger/worktrees.ts';

const key = 'ledger-worktree';

/**
 * Worktree entries made and removed by git: what spip's own are held against. One at a time: of 16 simultaneous
 * `git worktree add` without a lock a quarter fail, because each reads the half-made entries of the others.
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

/**
 * Removes what `git worktree add` leaves when it is killed before it has written `gitdir`: git neither lists nor removes
 * it. Under the lock under which entries are made none of them is alive.
 */
async function removeNamelessEntries(ledger: string): Promise<void> {
  const folder = join(ledger, 'worktrees');
  const named = new Set((await readEntries(ledger)).map(({ path }) => path));
  const names = await readdir(folder).catch(() => []);
  for (const path of names.map((name) => join(folder, name))) {
    if (!named.has(path)) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
