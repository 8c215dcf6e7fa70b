import type { LockHolder } from '../../cache/lockHolder.ts';
import { liveRuns } from '../../journal/liveRuns.ts';
import { runLockKey } from '../../journal/journalPaths.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import type { Places } from '../../model/settings.ts';

/** Held while something is removed from a place that runs use, and for a moment by each run that begins. */
export const cleaningKey = 'cleaning';

export interface NoRunOptions {
  readonly places: Places;
  readonly locks: RunLocks;
  /** Do not wait for runs. */
  readonly force: boolean;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Told of each run, and of each other cleaner, that is waited for. */
  readonly onWait: (who: string) => void;
}

/**
 * Runs a task on one of the places while no run lives there and none begins (docs/cache.md, "Cleaning"). As long as it waits it holds nothing, so
 * that no run waits for one that only waits.
 */
export async function whileNoRun<T>(
  place: keyof RunLocks,
  options: NoRunOptions,
  task: () => Promise<T>,
): Promise<T> {
  const { places, locks, signal, onWait } = options;
  for (;;) {
    const lock = await locks[place].lock(cleaningKey, {
      signal,
      onWait: (holder) => onWait(nameOf('another command', holder)),
    });
    let first: string | undefined;
    try {
      [first] = options.force ? [] : await liveRuns({ ...places, locks });
      if (first === undefined) {
        return await task();
      }
    } finally {
      lock.release();
    }
    const run = first;
    for (const held of new Set([locks.data, locks.cache])) {
      await held.withLock(runLockKey(run), () => Promise.resolve(), {
        signal,
        onWait: (holder) => onWait(nameOf(`run ${run}`, holder)),
      });
    }
  }
}

/** The same for work that can also be left for another time: `undefined` if a run lives or somebody cleans. */
export async function ifNoRun<T>(
  place: keyof RunLocks,
  { places, locks }: Pick<NoRunOptions, 'places' | 'locks'>,
  task: () => Promise<T>,
): Promise<T | undefined> {
  const lock = await locks[place].tryLock(cleaningKey);
  try {
    return lock === undefined || (await liveRuns({ ...places, locks })).length > 0
      ? undefined
      : await task();
  } finally {
    lock?.release();
  }
}

/** `run tk2v8q31 (spip.js matrix six, pid 4711 on build3)`. */
export function nameOf(what: string, holder: LockHolder | undefined): string {
  return holder === undefined
    ? what
    : `${what} (${holder.command}, pid ${holder.pid} on ${holder.host})`;
}
