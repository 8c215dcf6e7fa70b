import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunJournal } from '../journal/openJournal.ts';
import { openJournal } from '../journal/openJournal.ts';
import { diskError } from '../lib/diskError.ts';
import type { FileLocks } from '../lib/fileLock.ts';
import { interruptible } from '../lib/interruptible.ts';
import type { Context } from '../model/context.ts';
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
  readonly emit: EmitEvent;
  readonly context: Pick<Context, 'clock' | 'stop'>;
}

// Runs that begin at the same moment wait for each other for less; only a clean is worth a word.
const patience = 500;

/**
 * Opens the run's journal and makes its folders, by which a clean knows it. While the cache is being cleaned it waits,
 * and says for whom.
 */
export async function beginRun(options: BeginRunOptions): Promise<BegunRun> {
  const { places, locks, emit, context } = options;
  const signal = context.stop.drain;
  const newRunId = (): string => makeRunId(context.clock.now());
  let timer: NodeJS.Timeout | undefined;
  const task = async (): Promise<BegunRun> => {
    clearTimeout(timer);
    const journal = await openJournal({ ...places, locks, newRunId });
    const [temporary, workDirectory] = foldersOf(journal.runId, places);
    try {
      await Promise.all([temporary, workDirectory].map((path) => mkdir(path, { recursive: true })));
      return { journal, temporary, workDirectory };
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
    return await interruptible(begun, signal);
  } finally {
    clearTimeout(timer);
  }
}

function foldersOf(run: string, { cacheDir }: Places): readonly [string, string] {
  return [join(cacheDir, 'tmp', run), join(cacheDir, 'work', run)];
}

/** Eight characters that sort by time: seconds since 1970 in base 36, then chance. */
function makeRunId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(36);
  return `${seconds}${randomInt(36 ** 2)
    .toString(36)
    .padStart(2, '0')}`;
}
