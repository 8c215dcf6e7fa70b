import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { noSpace } from '../lib/files/diskError.ts';
import { makeFolder } from '../lib/files/makeFolder.ts';
import { SpipError } from '../lib/spipError.ts';
import { wantsRoom } from '../lib/files/wantsRoom.ts';
import { fileLatch, kernelLatch, LocksUnsupported } from './latch.ts';
import type { Latch } from './latch.ts';
import { LockCircles } from './lockCircles.ts';
import { readHolder, thisHolder, writeHolder } from './lockHolder.ts';
import type { LockHolder } from './lockHolder.ts';

export interface LockOptions {
  /** Called once if the lock has to be waited for, with its holder if he left a name. */
  readonly onWait?: ((holder: LockHolder | undefined) => void) | undefined;
  /** Ends the wait: SpipError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

export interface HeldLock {
  readonly key: string;
  release(): void;
}

export interface OpenFileLocksOptions {
  /** Told once if the file system has no kernel locks and lock files are used in their place. */
  readonly onFallback?: ((directory: string) => void) | undefined;
  readonly kind?: 'kernel' | 'file' | undefined;
  /** What the directory belongs to: by default the cache. */
  readonly place?: 'cache' | 'data' | undefined;
}

/** Locks between processes, in lock files below this directory that nothing else may ever open. */
export function openFileLocks(directory: string, options: OpenFileLocksOptions = {}): FileLocks {
  return new FileLocks(directory, options);
}

const idleLatches = 16;
const firstWait = 2;
const longestWait = 40;
/** About a second. */
const triesBetweenLooks = 30;

/**
 * One lock per key, held by at most one task of all processes on the machine, freed by the kernel when its holder
 * dies. Within a process the tasks of one key queue up first. A task must not ask for a key that it already holds.
 */
export class FileLocks {
  readonly #directory: string;
  readonly #options: OpenFileLocksOptions;
  readonly #queues = new Map<string, Promise<void>>();
  /** Latches of released keys, oldest first: opening one costs more than taking it. */
  readonly #idle = new Map<string, Latch>();
  readonly #folders = new Set<string>();
  readonly #circles = new LockCircles((key) => this.#path(key, 'holder'));
  #makeLatch: (path: string) => Latch;
  #held = 0;
  #waiting = 0;

  constructor(directory: string, options: OpenFileLocksOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#makeLatch = options.kind === 'file' ? fileLatch : kernelLatch;
  }

  /** How many locks this object holds now. */
  get held(): number {
    return this.#held;
  }

  /** How many tasks wait for a lock now. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `task` while holding the lock of `key`. Throws what the task throws, and as `lock`. */
  async withLock<T>(key: string, task: () => Promise<T>, options: LockOptions = {}): Promise<T> {
    const lock = await this.lock(key, options);
    try {
      return await task();
    } finally {
      lock.release();
    }
  }

  /**
   * Waits for the lock of `key`. Throws SpipError `unwritable`, `interrupted`; `CircularWork` where its holder waits for
   * what the caller is a part of.
   */
  async lock(key: string, options: LockOptions = {}): Promise<HeldLock> {
    const earlier = this.#queues.get(key);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const turn = (earlier ?? Promise.resolve()).then(() => ended);
    this.#queues.set(key, turn);
    const leave = (): void => {
      end();
      if (this.#queues.get(key) === turn) {
        this.#queues.delete(key);
      }
    };
    try {
      if (earlier !== undefined) {
        options.onWait?.(thisHolder());
        await this.#wait(untilAborted(earlier, options.signal), options);
      }
      const latch = await this.#take(
        key,
        earlier === undefined ? options : { ...options, onWait: undefined },
      );
      return this.#hold(key, latch, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** The lock of `key` if nobody holds it, else `undefined`, at once. */
  tryLock(key: string): Promise<HeldLock | undefined> {
    if (this.#queues.has(key)) {
      return Promise.resolve(undefined);
    }
    const latch = this.#attempt(key);
    if (latch === undefined) {
      return Promise.resolve(undefined);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queues.set(key, promise);
    const leave = (): void => {
      if (this.#queues.get(key) === promise) {
        this.#queues.delete(key);
      }
      resolve();
    };
    return Promise.resolve(this.#hold(key, latch, leave));
  }

  /** Whether anybody has ever asked for the lock of `key`. Opens nothing. */
  isKnown(key: string): boolean {
    return existsSync(this.#path(key, 'lock')) || existsSync(this.#path(key, 'holder'));
  }

  /** Frees idle lock files. Held locks stay held until released. */
  close(): void {
    for (const latch of this.#idle.values()) {
      latch.close();
    }
    this.#idle.clear();
  }

  async #take(key: string, options: LockOptions): Promise<Latch> {
    const first = this.#attempt(key);
    if (first !== undefined) {
      return first;
    }
    options.onWait?.(readHolder(this.#path(key, 'holder')));
    const watch = this.#circles.wait(key);
    try {
      for (let tries = 1; ; tries += 1) {
        const wait = Math.min(longestWait, firstWait * 2 ** (tries - 1));
        const jittered = wait * (0.5 + Math.random() / 2);
        await this.#wait(delay(jittered, undefined, { signal: options.signal }), options);
        const latch = this.#attempt(key);
        if (latch !== undefined) {
          return latch;
        }
        if (tries % triesBetweenLooks === 0) {
          watch.look();
        }
      }
    } finally {
      watch.end();
    }
  }

  /** One try, without waiting; a latch that is taken, or `undefined`. */
  #attempt(key: string): Latch | undefined {
    const latch = this.#openLatch(key);
    try {
      if (latch.tryTake()) {
        writeHolder(this.#path(key, 'holder'));
        return latch;
      }
      this.#keepIdle(key, latch);
      return undefined;
    } catch (error) {
      latch.close();
      if (error instanceof LocksUnsupported && this.#makeLatch !== fileLatch) {
        this.#makeLatch = fileLatch;
        this.#options.onFallback?.(this.#directory);
        return this.#attempt(key);
      }
      throw this.#unwritable(key, error);
    }
  }

  /** Waits for something that fails only where the signal ends it. */
  async #wait(waiting: Promise<unknown>, { signal }: LockOptions): Promise<void> {
    this.#waiting += 1;
    try {
      await waiting;
    } catch (error) {
      throw signal?.aborted === true
        ? new SpipError('interrupted', 'Failed to wait: interrupted', { cause: error })
        : error;
    } finally {
      this.#waiting -= 1;
    }
  }

  #hold(key: string, latch: Latch, leave: () => void): HeldLock {
    this.#held += 1;
    this.#circles.hold(key);
    let released = false;
    return {
      key,
      release: () => {
        if (!released) {
          released = true;
          this.#held -= 1;
          this.#circles.release(key);
          latch.drop();
          this.#keepIdle(key, latch);
          leave();
        }
      },
    };
  }

  #openLatch(key: string): Latch {
    const idle = this.#idle.get(key);
    if (idle !== undefined) {
      this.#idle.delete(key);
      return idle;
    }
    const path = this.#path(key, 'lock');
    const folder = join(path, '..');
    try {
      if (!this.#folders.has(folder)) {
        makeFolder(folder);
        this.#folders.add(folder);
      }
      return this.#makeLatch(path);
    } catch (error) {
      throw this.#unwritable(key, error);
    }
  }

  #keepIdle(key: string, latch: Latch): void {
    this.#idle.set(key, latch);
    const oldest = this.#idle.entries().next().value;
    if (this.#idle.size > idleLatches && oldest !== undefined) {
      this.#idle.delete(oldest[0]);
      oldest[1].close();
    }
  }

  #unwritable(key: string, cause: unknown): SpipError {
    const { place = 'cache' } = this.#options;
    const failedTo = `lock \`${this.#path(key, 'lock')}\``;
    // SQLite does not say it.
    if (wantsRoom(cause, this.#directory)) {
      return noSpace(cause, failedTo);
    }
    return new SpipError('unwritable', `Failed to ${failedTo}`, {
      hint: `choose a directory that you may write to with \`--${place}-dir\` or \`SPIP_${place.toUpperCase()}_DIR\``,
      cause,
    });
  }

  #path(key: string, ending: 'lock' | 'holder'): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,180}$/.test(key)) {
      throw new Error(`Unexpected lock key: ${key}`);
    }
    return join(this.#directory, hash('sha256', key, 'hex').slice(0, 2), `${key}.${ending}`);
  }
}

async function untilAborted(
  waiting: Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal === undefined) {
    return await waiting;
  }
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void =>
    reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([waiting, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
