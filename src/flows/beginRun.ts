import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunJournal } from '../journal/openJournal.ts';
import { openJournal } from '../journal/openJournal.ts';
import { diskError } from '../lib/diskError.ts';
import type { FileLocks } from '../lib/fileLock.ts';
import { interruptible } from '../lib/interruptible.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { Places } from '../model/settings.ts';
import { cleaningKey, nameOf } from './aloneWithCache.ts';

export interface BegunRun {
  readonly journal: RunJournal;
  /** Folder of this run's unfinished files, on the store's file system. */
  readonly temporary: string;
  /** Folder of this run's cells and build environments, on the store's file system. */
  readonly workDirectory: string;
}

export interface BeginRunOptions {
  readonly places: Places;
  readonly locks: FileLocks;
  readonly runId: string;
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
}

// Runs that begin at the same moment wait for each other for less; only a clean is worth a word.
const patience = 500;

/**
 * Opens the run's journal and makes its folders, by which a clean knows it. While the cache is being cleaned it waits,
 * and says for whom.
 */
export async function beginRun(options: BeginRunOptions): Promise<BegunRun> {
  const { places, locks, runId, emit, signal } = options;
  const { cacheDir } = places;
  const temporary = join(cacheDir, 'tmp', runId);
  const workDirectory = join(cacheDir, 'work', runId);
  let timer: NodeJS.Timeout | undefined;
  const task = async (): Promise<RunJournal> => {
    clearTimeout(timer);
    const journal = await openJournal({ ...places, locks, runId });
    try {
      await Promise.all([temporary, workDirectory].map((path) => mkdir(path, { recursive: true })));
      return journal;
    } catch (error) {
      await journal.close();
      throw diskError(error, `make the folder \`${temporary}\``);
    }
  };
  try {
    const begun = locks.withLock(cleaningKey, task, {
      signal,
      onWait: (holder) => {
        const text = `Waiting for ${nameOf('a command', holder)}, which cleans the cache`;
        timer = setTimeout(() => emit({ kind: 'warning', text }), patience);
      },
    });
    const journal = await interruptible(begun, signal);
    return { journal, temporary, workDirectory };
  } finally {
    clearTimeout(timer);
  }
}
