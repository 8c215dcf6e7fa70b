import { interruptible } from '../lib/interruptible.ts';
import { RecentMap } from '../lib/recentMap.ts';
import { SpipError } from '../lib/spipError.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { FileLocks } from './fileLock.ts';
import type { Look } from './look.ts';
import { setAside } from './setAside.ts';

/** One artefact that all processes share. */
export interface Product<T> {
  /** Unique among all kinds; also the key of its lock. */
  readonly key: string;
  /** The place that is moved away if a look finds it damaged. */
  readonly place: string;
  look(): Promise<Look<T>>;
  /** Makes and publishes it; afterwards a look must find it. */
  make(): Promise<void>;
  /** How much of memory the value takes, in files; 0: it must not be forgotten. */
  weigh(value: T): number;
}

/** About 40 MB. */
const mostFiles = 100_000;

export interface ProducerOptions {
  readonly locks: FileLocks;
  readonly cacheDir: string;
  readonly emit: EmitEvent;
  /** Ends the wait for a product that somebody else makes. */
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
    const refused = this.#refused.get(product.key);
    if (refused !== undefined) {
      throw refused;
    }
    try {
      // The key names the kind of product, and so the type.
      const { value } = await this.#once.get(product.key, async () => {
        const made = await this.#produce(product);
        return { value: made, weight: product.weigh(made) };
      });
      return value as T;
    } catch (error) {
      if (
        error instanceof SpipError &&
        (error.code === 'bad-archive' || error.code === 'hash-mismatch')
      ) {
        this.#refused.set(product.key, error);
      }
      throw error;
    }
  }

  /** Every next request looks again; what was refused stays refused. */
  forgetAll(): void {
    this.#once.clear();
  }

  async #produce<T>(product: Product<T>): Promise<T> {
    const first = await product.look();
    if (first.state === 'present') {
      return first.value;
    }
    const { locks, signal } = this.#options;
    const made = locks.withLock(product.key, () => this.#lookAndMake(product), {
      signal,
      onWait: (holder) => {
        const name =
          holder === undefined
            ? ''
            : `, held by ${holder.command} (pid ${holder.pid} on ${holder.host})`;
        this.#options.emit({ kind: 'debug', text: `waiting for ${product.key}${name}` });
      },
    });
    return await interruptible(made, signal);
  }

  async #lookAndMake<T>(product: Product<T>): Promise<T> {
    const second = await product.look();
    if (second.state === 'present') {
      return second.value;
    }
    if (second.state === 'damaged') {
      await this.#setAside(product.place, second.reason);
    }
    await product.make();
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

  async #setAside(place: string, reason: string): Promise<void> {
    const away = await setAside(place, this.#options.cacheDir);
    const moved = away === undefined ? 'gone' : `moved to ${away}`;
    this.#options.emit({
      kind: 'debug',
      text: `cache entry ${place} is damaged (${reason}): ${moved} and made again`,
    });
  }
}
