import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { temporaryFolder, workFolder } from '../../cache/runFolders.ts';
import type { RunJournal } from '../../journal/openJournal.ts';
import { openJournal } from '../../journal/openJournal.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import { allEnded } from '../../lib/allEnded.ts';
import { asDiskError } from '../../lib/files/diskError.ts';
import { onFailure } from '../../lib/onFailure.ts';
import type { Context } from '../../model/context.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Places } from '../../model/settings.ts';
import { cleaningKey, nameOf } from './whileNoRun.ts';

export interface BegunRun {
  readonly journal: RunJournal;
  /** Folder of this run's unfinished files, on the store's file system. */
  readonly temporary: string;
  /** Folder of this run's cells and build environments, on the store's file system. */
  readonly workDirectory: string;
}

export interface BeginRunOptions {
  readonly places: Places;
  readonly locks: RunLocks;
  readonly emit: EmitEvent;
  readonly context: Pick<Context, 'clock' | 'stop'>;
}

// Runs that begin at the same moment wait for each other for less; only a clean is worth a word.
const patience = 500;

/**
 * Opens the run's journal and makes its folders, by which others know it. While the cache is being cleaned, or the data
 * directory, it waits, and says for whom.
 */
export function beginRun(options: BeginRunOptions): Promise<BegunRun> {
  const { locks } = options;
  const withData = (): Promise<BegunRun> => unlessCleaned('data', options, () => begin(options));
  return locks.cache === locks.data ? withData() : unlessCleaned('cache', options, withData);
}

async function begin({ places, locks, context }: BeginRunOptions): Promise<BegunRun> {
  const newRunId = (): string => makeRunId(context.clock.now());
  const journal = await openJournal({ ...places, locks, newRunId });
  const temporary = temporaryFolder(places.cacheDir, journal.runId);
  const workDirectory = workFolder(places.cacheDir, journal.runId);
  return onFailure(
    async () => {
      await allEnded([temporary, workDirectory].map(makeFolder));
      return { journal, temporary, workDirectory };
    },
    () => journal.close(),
  );
}

async function makeFolder(path: string): Promise<void> {
  try {
    // Nobody else gets at what the code of releases makes there, a program that would run as this user for one.
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw asDiskError(error, `make the folder \`${path}\``);
  }
}

/** Runs a task while nobody cleans the place. */
async function unlessCleaned<T>(
  place: keyof RunLocks,
  { locks, emit, context }: BeginRunOptions,
  task: () => Promise<T>,
): Promise<T> {
  const signal = context.stop.drain;
  const what = place === 'cache' ? 'the cache' : 'the data directory';
  let timer: NodeJS.Timeout | undefined;
  try {
    const lock = await locks[place].lock(cleaningKey, {
      signal,
      onWait: (holder) => {
        const text = `Waiting for ${nameOf('a command', holder)}, which cleans ${what}`;
        timer = setTimeout(() => emit({ kind: 'warning', text }), patience);
      },
    });
    clearTimeout(timer);
    try {
      return await task();
    } finally {
      lock.release();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Eight characters that sort by time: seconds since 1970 in base 36, then chance. */
function makeRunId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(36);
  return `${seconds}${randomInt(36 ** 2)
    .toString(36)
    .padStart(2, '0')}`;
}
