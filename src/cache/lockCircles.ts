import { CircularWork, currentWork, namesOf, wayTo } from '../lib/work.ts';
import type { WorkNode } from '../lib/work.ts';
import { readHolder, writeHolder } from './lockHolder.ts';
import type { LockWait } from './lockHolder.ts';

/**
 * Finds circles of locks that several processes hold: each says beside the locks that it holds for which others it
 * waits. One that lasts from one look to the next is one; a shorter one may be that of a wait that has just ended.
 */
export class LockCircles {
  readonly #sidecarOf: (key: string) => string;
  /** The work that each lock is held for, in this process. */
  readonly #held = new Map<string, WorkNode>();
  readonly #waiting = new Map<WorkNode, string>();

  constructor(sidecarOf: (key: string) => string) {
    this.#sidecarOf = sidecarOf;
  }

  hold(key: string): void {
    const work = currentWork();
    if (work !== undefined) {
      this.#held.set(key, work);
    }
  }

  release(key: string): void {
    this.#held.delete(key);
  }

  /** Begins to wait for a lock that another process holds. */
  wait(key: string): LockWatch {
    const work = currentWork();
    if (work === undefined || this.#held.size === 0) {
      return { look: () => undefined, end: () => undefined };
    }
    this.#waiting.set(work, key);
    this.#tell();
    let last = '';
    return {
      look: () => {
        const circle = this.#circle(key, work)?.join('\n') ?? '';
        if (circle !== '' && circle === last) {
          throw new CircularWork(circle.split('\n'));
        }
        last = circle;
      },
      end: () => {
        this.#waiting.delete(work);
        this.#tell();
      },
    };
  }

  /** Writes beside each lock that is held for what its work waits now. */
  #tell(): void {
    for (const [key, work] of this.#held) {
      const waits = [...this.#waiting].flatMap(([waiter, wanted]): readonly LockWait[] => {
        const way = wayTo(waiter, work);
        return way === undefined ? [] : [{ key: wanted, names: namesOf(way) }];
      });
      writeHolder(this.#sidecarOf(key), waits);
    }
  }

  /** The names of a circle from this work over that lock and back to it. */
  #circle(
    key: string,
    work: WorkNode,
    seen: ReadonlySet<string> = new Set(),
  ): readonly string[] | undefined {
    for (const wait of readHolder(this.#sidecarOf(key))?.waits ?? []) {
      const own = this.#held.get(wait.key);
      const way = own && wayTo(work, own);
      if (way !== undefined) {
        return [...wait.names, ...namesOf(way)];
      }
      const further =
        own === undefined && !seen.has(wait.key)
          ? this.#circle(wait.key, work, new Set([...seen, key]))
          : undefined;
      if (further !== undefined) {
        return [...wait.names, ...further];
      }
    }
    return undefined;
  }
}

export interface LockWatch {
  /** To be called now and then while it lasts. Throws `CircularWork` where it would last for ever. */
  readonly look: () => void;
  readonly end: () => void;
}
