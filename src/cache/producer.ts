import { diskError } from '../lib/files/diskError.ts';
import { RecentMap } from '../lib/recentMap.ts';
import { removeTree } from '../lib/files/removeTree.ts';
import { SpipError } from '../lib/spipError.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { FileLocks } from './fileLock.ts';
import type { LockHolder } from './lockHolder.ts';
import { lookLockLook } from './lookLockLook.ts';
import type { Look, Missing } from './lookLockLook.ts';
import { unfinishedPath } from './runFolders.ts';
import { setAside } from './setAside.ts';

/** One artefact that all processes share. */
export interface Product<T> {
  /** Unique among all kinds; also the key of its lock. */
  readonly key: string;
  /** Tells apart what one key gives under several names: what is refused under one may be right under another. */
  readonly name?: string | undefined;
  /** The place that is moved away if a look finds it damaged. */
  readonly place: string;
  look(): Promise<Look<T>>;
  /**
   * Makes and publishes it; afterwards a look must find it. `folder` is the name of a folder of its own, on the cache's
   * file system, that is gone afterwards.
   */
  make(folder: string): Promise<void>;
  /** How much of memory the value takes, in files; 0, or left out: it must not be forgotten. */
  weigh?(value: T): number;
}

/** About 40 MB. */
const mostFiles = 100_000;

export interface ProducerOptions {
  readonly cacheDir: string;
  /** This run's folder for what is unfinished; made when needed. */
  readonly temporary: string;
  readonly locks: FileLocks;
  readonly emit: EmitEvent;
  /** Ends waits for what other processes make: SpipError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Look, join, lock, look, make (`docs/cache.md`): each product is made at most once, whoever asks for it. */
export class Producer {
  readonly #options: ProducerOptions;
  readonly #once = new RecentMap<string, { readonly value: unknown; readonly weight: number }>({
    most: mostFiles,
    weigh: ({ weight }) => weight,
  });
  /** What was refused stays refused: the other cells that want it must not fetch it again. */
  readonly #refused = new Map<string, SpipError>();
  #made = 0;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  /** How many products this object has made, as opposed to found. */
  get made(): number {
    return this.#made;
  }

  async get<T>(product: Product<T>): Promise<T> {
    const id = product.name === undefined ? product.key : `${product.key} ${product.name}`;
    const refused = this.#refused.get(id);
    if (refused !== undefined) {
      throw refused;
    }
    try {
      // Its key names the kind of product, and so the type.
      const { value } = await this.#once.get(id, async () => {
        const made = await this.#produce(product);
        return { value: made, weight: product.weigh?.(made) ?? 0 };
      });
      return value as T;
    } catch (error) {
      if (
        error instanceof SpipError &&
        (error.code === 'bad-archive' || error.code === 'hash-mismatch')
      ) {
        this.#refused.set(id, error);
      }
      throw error;
    }
  }

  /** Every next request looks again; what was refused stays refused. */
  forgetAll(): void {
    this.#once.clear();
  }

  async #produce<T>(product: Product<T>): Promise<T> {
    const { locks, signal, emit } = this.#options;
    const onWait = (holder: LockHolder | undefined): void => {
      const name =
        holder === undefined
          ? ''
          : `, held by ${holder.command} (pid ${holder.pid} on ${holder.host})`;
      emit({ kind: 'debug', text: `waiting for ${product.key}${name}` });
    };
    return await lookLockLook(
      { look: () => product.look(), make: (found) => this.#make(product, found) },
      (task) => locks.withLock(product.key, task, { signal, onWait }),
    );
  }

  async #make<T>(product: Product<T>, found: Missing): Promise<T> {
    if (found.state === 'damaged') {
      await this.#setAside(product.place, found.reason);
    }
    await this.#inFolder((folder) => product.make(folder));
    this.#made += 1;
    const made = await product.look();
    if (made.state === 'present') {
      return made.value;
    }
    const reason = made.state === 'damaged' ? made.reason : 'it is gone';
    throw new SpipError(
      'disk',
      `Failed to keep \`${product.place}\`: ${reason} right after it was made`,
      {
        hint: 'something else removes or changes files of the cache; see `docs/cache.md`',
      },
    );
  }

  async #inFolder(task: (folder: string) => Promise<void>): Promise<void> {
    const { cacheDir, temporary } = this.#options;
    const folder = unfinishedPath(temporary);
    try {
      await task(folder);
    } catch (error) {
      throw diskError(error, `write to \`${cacheDir}\``);
    } finally {
      await removeTree(folder);
    }
  }

  async #setAside(place: string, reason: string): Promise<void> {
    const away = await setAside(place, this.#options.cacheDir);
    const moved = away === undefined ? 'gone' : `moved to \`${away}\``;
    this.#options.emit({
      kind: 'warning',
      text: `\`${place}\` in the cache is damaged (${reason}): ${moved} and made again`,
    });
  }
}
