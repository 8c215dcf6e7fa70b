import { hash } from 'node:crypto';
import { metadataBeside } from '../../cache/besideSdist.ts';
import type { FileLocks } from '../../cache/fileLock.ts';
import { readKept } from '../../cache/readKept.ts';
import { interruptible } from '../../lib/interruptible.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { writeFileAtomic } from '../../lib/writeFileAtomic.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import type { BuiltKey } from '../../store/builtProduct.ts';

/** What decides the metadata of an sdist, with where the sdist lies. */
export interface MetadataKey extends BuiltKey {
  readonly path: string;
}

/** What came of asking a backend: that only a build can tell may be so for good, or only this time. */
export type Prepared =
  | { readonly kind: 'metadata'; readonly text: string }
  | { readonly kind: 'none' | 'passing' };

/** The metadata that backends prepared, kept beside their sdists: each is asked for once, also by several processes. */
export class KeptMetadata {
  readonly #locks: FileLocks;
  readonly #signal: AbortSignal;
  readonly #temporary: string | undefined;
  readonly #once = new OnceMap<string, CoreMetadata | undefined>();

  /** The signal ends waits for other processes; `temporary` is this run's folder for unfinished files. */
  constructor(locks: FileLocks, signal: AbortSignal, temporary?: string) {
    this.#locks = locks;
    this.#signal = signal;
    this.#temporary = temporary;
  }

  /** `undefined`: there is none without a build. Only what `prepare` would say again is kept for later runs. */
  get(key: MetadataKey, prepare: () => Promise<Prepared>): Promise<CoreMetadata | undefined> {
    const { path, sdistSha256, interpreter, requirements, sandbox } = key;
    const parts = [sdistSha256, interpreter, requirements, sandbox];
    const digest = hash('sha256', `${parts.join('\n')}\n`, 'hex');
    const place = metadataBeside(path, digest);
    return this.#once.get(place, async () => {
      const signal = this.#signal;
      const prepared = async (): Promise<Kept> => {
        const again = await readKept(place, isKept);
        if (again !== undefined) {
          return again;
        }
        const made = await prepare();
        const metadata = made.kind === 'metadata' ? made.text : null;
        if (made.kind !== 'passing') {
          const text = JSON.stringify({ metadata } satisfies Kept);
          await writeFileAtomic(place, text, { temporary: this.#temporary });
        }
        return { metadata };
      };
      const kept =
        (await readKept(place, isKept)) ??
        (await interruptible(
          this.#locks.withLock(`metadata-${digest}`, prepared, { signal }),
          signal,
        ));
      return kept.metadata === null ? undefined : parseMetadata(kept.metadata);
    });
  }
}

/** Text of METADATA; `null`: only a build can tell. */
interface Kept {
  readonly metadata: string | null;
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    (value.metadata === null || typeof value.metadata === 'string')
  );
}
