import { JournalPaths } from '../../journal/journalPaths.ts';
import { knownRuns } from '../../journal/liveRuns.ts';
import { closeRunLocks, openRunLocks } from '../../journal/runLocks.ts';
import { messageOf } from '../../lib/messageOf.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Places } from '../../model/settings.ts';
import { writeAside } from '../../report/writeAside.ts';
import { writeWarning } from '../../report/writeWarning.ts';
import { placesOf } from './placesOf.ts';
import { sweepLeftovers } from './sweepLeftovers.ts';

/** Where a command that only reads finds its state, cleaned of what dead runs left. Where there is nothing, three folders are read. */
export async function sweptPlaces(global: GlobalOptions, context: Context): Promise<Places> {
  const places = await placesOf(global, context);
  try {
    await sweep(places, context);
  } catch (error) {
    // Whoever only reads can do so without.
    const reason = messageOf(error);
    writeWarning(context.screen.err, { text: `Failed to clean up after dead runs: ${reason}` });
  }
  return places;
}

async function sweep(places: Places, context: Context): Promise<void> {
  const locks = openRunLocks(places);
  try {
    if (knownRuns(new JournalPaths(places), locks).length === 0) {
      return;
    }
    await sweepLeftovers(places, locks, {
      context,
      emit: (event) => writeAside(event, context.screen.err, 'normal'),
    });
  } finally {
    closeRunLocks(locks);
  }
}
