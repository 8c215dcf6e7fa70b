import { hash } from 'node:crypto';
import { fileBucket } from '../cache/fileBucket.ts';
import type { FileBucket, FileBucketOptions } from '../cache/fileBucket.ts';
import type { FileLocks } from '../cache/fileLock.ts';
import { lookLockLook, lookOf } from '../cache/lookLockLook.ts';
import { OnceMap } from '../lib/onceMap.ts';

export interface RangeHostsOptions extends FileBucketOptions {
  /** Those of the cache; without them each process finds out for itself. */
  readonly locks?: FileLocks | undefined;
  /** Ends waits for what another process finds out. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Which hosts answer ranged requests. The first request to a host tells, in whatever process it is sent; it is one that
 * is needed anyway, and all others wait only until its answer has begun. What a process found out counts for those that
 * run beside it, not for later ones: a server may be mended.
 */
export class RangeHosts {
  readonly #bucket: FileBucket;
  readonly #options: RangeHostsOptions;
  readonly #able = new OnceMap<string, boolean>();
  readonly #unable = new Set<string>();
  readonly #opened = Date.now();

  constructor(options: RangeHostsOptions) {
    this.#options = options;
    this.#bucket = fileBucket('metadata', options);
  }

  /**
   * What a ranged request to this host gave; `undefined` where it gives none. `send` says as soon as it knows if the
   * answer is none.
   */
  async ask<T>(
    host: string,
    send: (noRange: () => void) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    let own: Promise<T | undefined> | undefined;
    const able = await this.#able.get(host, () =>
      this.#findOut(host, () => {
        const { promise, resolve, reject } = Promise.withResolvers<boolean>();
        own = send(() => resolve(false));
        own.then((answer) => resolve(answer !== undefined), reject);
        return promise;
      }),
    );
    if (own !== undefined) {
      return await own;
    }
    if (!able || this.#unable.has(host)) {
      return undefined;
    }
    const answer = await send(() => undefined);
    if (answer === undefined) {
      this.#unable.add(host);
    }
    return answer;
  }

  #findOut(host: string, first: () => Promise<boolean>): Promise<boolean> {
    const { locks, signal } = this.#options;
    if (locks === undefined) {
      return first();
    }
    const digest = hash('sha256', host, 'hex');
    const name = `${digest}.ranges.json`;
    const make = async (): Promise<boolean> => {
      const ranges = await first();
      await this.#bucket.write(name, JSON.stringify({ ranges, at: Date.now() }));
      return ranges;
    };
    const look = async () =>
      lookOf(await this.#bucket.read(name, (bytes) => this.#readKept(bytes.toString())));
    return lookLockLook({ look, make }, (task) =>
      locks.withLock(`ranges-${digest}`, task, { signal }),
    );
  }

  #readKept(text: string): boolean | undefined {
    const value: unknown = JSON.parse(text);
    return isKept(value) && value.at >= this.#opened ? value.ranges : undefined;
  }
}

function isKept(value: unknown): value is { readonly ranges: boolean; readonly at: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ranges' in value &&
    typeof value.ranges === 'boolean' &&
    'at' in value &&
    typeof value.at === 'number'
  );
}
