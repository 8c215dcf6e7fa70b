import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FileLocks } from '../lib/fileLock.ts';
import { isErrno } from '../lib/isErrno.ts';
import { interruptible } from '../lib/interruptible.ts';
import { OnceMap } from '../lib/onceMap.ts';
import { writeFileAtomic } from '../lib/writeFileAtomic.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { parseMetadata } from '../pep/metadata.ts';
import type { BuiltKey } from '../store/builtProduct.ts';

/** What decides the metadata of an sdist, with where the sdist lies. */
export interface MetadataKey extends BuiltKey {
  readonly path: string;
}

/** The metadata that backends prepared, kept beside their sdists: each is asked for once, also by several processes. */
export class KeptMetadata {
  readonly #locks: FileLocks;
  readonly #signal: AbortSignal;
  readonly #once = new OnceMap<string, CoreMetadata | undefined>();

  /** The signal ends waits for other processes. */
  constructor(locks: FileLocks, signal: AbortSignal) {
    this.#locks = locks;
    this.#signal = signal;
  }

  /** `undefined`: there is none without a build, and `prepare` need not be asked again. */
  get(
    key: MetadataKey,
    prepare: () => Promise<string | undefined>,
  ): Promise<CoreMetadata | undefined> {
    const { path, sdistSha256, interpreter, requirements } = key;
    const digest = hash('sha256', `${sdistSha256}\n${interpreter}\n${requirements}\n`, 'hex');
    const place = `${path}.metadata-v1-${digest.slice(0, 32)}.json`;
    return this.#once.get(place, async () => {
      const signal = this.#signal;
      const prepared = async (): Promise<Kept> => {
        const again = await readKept(place);
        if (again !== undefined) {
          return again;
        }
        const made: Kept = { metadata: (await prepare()) ?? null };
        await writeFileAtomic(place, JSON.stringify(made));
        return made;
      };
      const kept =
        (await readKept(place)) ??
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

/** What is damaged counts as absent: it can be made again. */
async function readKept(place: string): Promise<Kept | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(place, 'utf8'));
    return isKept(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    (value.metadata === null || typeof value.metadata === 'string')
  );
}
