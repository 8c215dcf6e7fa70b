import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { runFolders } from '../../cache/runFolders.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import { sweepDeadRuns } from '../../journal/sweepDeadRuns.ts';
import { messageOf } from '../../lib/messageOf.ts';
import { processState } from '../../lib/processIdentity.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { ledgerFolder } from '../../ledger/ledgerFolder.ts';
import { openLedger } from '../../ledger/openLedger.ts';
import type { Context } from '../../model/context.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Places } from '../../model/settings.ts';
import { endMarkedProcesses } from '../../process/isolation/endMarkedProcesses.ts';
import { endMountedProcesses } from '../../process/isolation/endMountedProcesses.ts';
import { untilGone } from '../../process/isolation/endProcesses.ts';
import { signalGroup } from '../../process/signalGroup.ts';

/** Undoes what runs left that died: processes, worktrees, folders. Says what it removed; resolves to the ids of these runs. */
export async function sweepLeftovers(
  places: Places,
  locks: RunLocks,
  { context, emit }: { readonly context: Pick<Context, 'env'>; readonly emit: EmitEvent },
): Promise<readonly string[]> {
  const swept = await sweepDeadRuns({
    ...places,
    locks,
    undo: {
      strays: (run, cacheDir) => endStrays(runFolders(cacheDir, run)),
      worktree: async (directory, _commit, run) => {
        // A folder of the run: what a killed sweep leaves there goes with the next one, as its journal still names the worktree.
        const temporary = ledgerFolder(places, run);
        const ledger = await openLedger({
          directory: join(places.dataDir, 'ledger.git'),
          locks: locks.data,
          env: context.env,
          temporary,
          onRepair: (text) => emit({ kind: 'warning', text }),
        });
        await ledger.removeWorktree(directory);
        await removeTree(temporary);
      },
      process: async (identity) => {
        signalGroup(identity.pid, 'SIGKILL');
        await untilGone(() => (processState(identity) === 'alive' ? 1 : 0));
      },
      directory: removeTree,
    },
  });
  for (const { run, undone, failures } of swept) {
    emit({
      kind: 'debug',
      text: `cleaned up after run ${run}, which died: ${undone.length} leftovers`,
    });
    for (const { error } of failures) {
      const reason = messageOf(error);
      emit({ kind: 'warning', text: `Failed to clean up after run ${run}, which died: ${reason}` });
    }
  }
  return swept.map(({ run }) => run);
}

/**
 * A process may have been started and not been written down, may have fled into a group of its own, or, in a sandbox,
 * have lost the process above it before the kernel knew that it should end with that one.
 */
async function endStrays(folders: readonly string[]): Promise<void> {
  const real = await Promise.all(folders.map((path) => realpath(path).catch(() => path)));
  await untilGone(() => {
    const marked = folders.map((path) => endMarkedProcesses('VIRTUAL_ENV', path));
    const mounted = real.map((path) => endMountedProcesses(path));
    return [...marked, ...mounted].reduce((sum, count) => sum + count, 0);
  });
}
