import { openCacheDirectory } from '../../cache/openCacheDirectory.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import { closeRunLocks, openRunLocks } from '../../journal/runLocks.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Settings } from '../../config/settings.ts';
import { writeAside } from '../../report/writeAside.ts';
import { settingsOf } from './settingsOf.ts';
import { sweepLeftovers } from './sweepLeftovers.ts';

export interface SharedState {
  readonly settings: Settings;
  readonly locks: RunLocks;
  /** Ids of dead runs that were cleaned up after. */
  readonly swept: readonly string[];
  /** Tells people what is waited for. */
  readonly onWait: (who: string) => void;
}

/** Opens cache and data directory for a command that tends them, sweeps them, and closes them after the task. */
export async function withSharedState<T>(
  global: GlobalOptions,
  context: Context,
  task: (state: SharedState) => Promise<T>,
): Promise<T> {
  const { screen } = context;
  const settings = await settingsOf(global, context);
  await openCacheDirectory(settings.places.cacheDir);
  const locks = openRunLocks(settings.places);
  try {
    const swept = await sweepLeftovers(settings.places, locks, {
      context,
      emit: (event) => writeAside(event, screen.err, 'normal'),
    });
    const onWait = (who: string): void => {
      if (global.verbosity !== 'quiet') {
        screen.err.write(`Waiting for ${who}\n`);
      }
    };
    return await task({ settings, locks, swept, onWait });
  } finally {
    closeRunLocks(locks);
  }
}
