import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { HeldLock } from '../cache/fileLock.ts';
import { diskError } from '../lib/files/diskError.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { isErrno } from '../lib/isErrno.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { SpipError } from '../lib/spipError.ts';
import { formatLine } from './journalLines.ts';
import type { Intent, JournalEntry } from './journalLines.ts';
import { JournalPaths } from './journalPaths.ts';
import { tryLockRun } from './runLocks.ts';
import type { RunLocks } from './runLocks.ts';

export interface OpenJournalOptions {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly locks: RunLocks;
  /** Letters, digits, `-` and `_`; asked again while it names a run that has lived or lives. */
  readonly newRunId: () => string;
  readonly now?: (() => Date) | undefined;
}

/** Names one intent of one run. */
export type Token = number;

const attempts = 1000;

/**
 * Starts a run: takes its lock, then opens its journal, so that a journal whose lock is free always belongs to a dead
 * run. Throws SpipError `unwritable`, `disk`, `internal` where every id is taken.
 */
export async function openJournal(options: OpenJournalOptions): Promise<RunJournal> {
  const { newRunId, cacheDir, now = () => new Date() } = options;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const journal = await openIfUnused(newRunId(), options);
    if (journal !== undefined) {
      journal.begin(now(), cacheDir);
      return journal;
    }
  }
  throw new SpipError(
    'internal',
    `Expected an id that no other run has, found none in ${attempts}`,
  );
}

/** `undefined` if another run lives with this id, has left its journal, or has ended and is recorded. */
async function openIfUnused(
  runId: string,
  options: OpenJournalOptions,
): Promise<RunJournal | undefined> {
  const lock = await tryLockRun(options.locks, runId);
  if (lock === undefined) {
    return undefined;
  }
  const paths = new JournalPaths(options);
  try {
    makeFolder(paths.liveFolder);
    if (!existsSync(paths.record(runId))) {
      return new RunJournal({ runId, paths, lock, file: openSync(paths.live(runId), 'ax', 0o600) });
    }
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) {
      lock.release();
      throw diskError(error, `write the journal \`${paths.live(runId)}\``);
    }
  }
  lock.release();
  return undefined;
}

interface Opened {
  readonly runId: string;
  readonly paths: JournalPaths;
  readonly lock: HeldLock;
  readonly file: number;
}

/**
 * The intents of one run. Lines are appended synchronously and not synced: what the kernel has survives the death of
 * the process, and after a power cut there is no process left to undo.
 */
export class RunJournal {
  readonly runId: string;
  readonly #opened: Opened;
  readonly #open = new Set<Token>();
  #tokens = 0;
  #closed = false;

  constructor(opened: Opened) {
    this.runId = opened.runId;
    this.#opened = opened;
  }

  begin(started: Date, cache: string): void {
    this.#append({
      entry: 'run',
      run: this.runId,
      pid: process.pid,
      started: started.toISOString(),
      cache: resolve(cache),
    });
  }

  /** Writes down what is about to happen. When the promise is fulfilled a later sweep knows of it. */
  intend(intent: Intent): Promise<Token> {
    this.#tokens += 1;
    const token = this.#tokens;
    return this.#appendAsync({ entry: 'intend', token, intent }).then(() => {
      this.#open.add(token);
      return token;
    });
  }

  /** The side effect is undone, or has become something that stays. */
  async done(token: Token): Promise<void> {
    this.#open.delete(token);
    try {
      await this.#appendAsync({ entry: 'done', token });
    } catch (error) {
      // Without the line a sweep only looks once more: no reason to fail what has been done.
      if (!(error instanceof SpipError && error.code === 'disk')) {
        throw error;
      }
    }
  }

  /** Whether something that it names could not be undone: its journal stays then, and the next sweep tries again. */
  get hasLeftovers(): boolean {
    return this.#open.size > 0;
  }

  /** Ends the run: removes its own folders, archives the journal of a recorded run, frees the lock. */
  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    const { paths, lock, file } = this.#opened;
    closeSync(file);
    try {
      await (this.hasLeftovers ? undefined : endRun(paths, this.runId));
    } finally {
      lock.release();
    }
  }

  // A failed write rejects the promise in place of throwing at the caller, who may not expect it there.
  async #appendAsync(entry: JournalEntry): Promise<void> {
    try {
      this.#append(entry);
    } catch (error) {
      throw diskError(error, `write the journal \`${this.#opened.paths.live(this.runId)}\``);
    }
    await Promise.resolve();
  }

  #append(entry: JournalEntry): void {
    const line = formatLine(entry);
    if (writeSync(this.#opened.file, line) !== Buffer.byteLength(line)) {
      // The half line has no valid checksum; the next one must not be glued to it.
      writeSync(this.#opened.file, `\n${line}`);
    }
  }
}

/** What is left of a run whose intents are all undone: its own folders go, its journal is kept with its record if it has one. */
export async function endRun(paths: JournalPaths, run: string): Promise<void> {
  for (const folder of paths.ownFolders(run)) {
    await removeTree(folder);
  }
  try {
    await rename(paths.live(run), paths.archived(run));
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) {
      throw error;
    }
    await rm(paths.live(run), { force: true });
  }
}
