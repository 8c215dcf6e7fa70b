import { chmod, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { entryAt, entryKey, entryPath } from '../cache/buckets.ts';
import type { FileLocks } from '../cache/fileLock.ts';
import { filePointer } from '../cache/filePointer.ts';
import type { Look } from '../cache/lookLockLook.ts';
import { Producer } from '../cache/producer.ts';
import { publishFile } from '../cache/publish.ts';
import { setAsideIfDamaged } from '../cache/setAside.ts';
import { UseStamps } from '../cache/useStamps.ts';
import { digestFile } from '../lib/files/digestFile.ts';
import { exists } from '../lib/files/exists.ts';
import type { ArchiveLimits } from '../archive/archiveLimits.ts';
import { OnceMap } from '../lib/onceMap.ts';
import type { DistFile } from '../model/distFile.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { EmitEvent } from '../model/runEvent.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { builtProduct } from './builtProduct.ts';
import type { BuiltKey, MakeBuiltWheel } from './builtProduct.ts';
import { bytecodePlace, bytecodeProduct, lookForBytecode } from './bytecode.ts';
import type { BytecodeFile, CompileBytecode } from './bytecode.ts';
import { fetchVerified } from './fetchVerified.ts';
import type { Fetched, FetchFile } from './fetchVerified.ts';
import { makeWheel } from './makeWheel.ts';
import { readStoredWheel } from './readStoredWheel.ts';
import { storeMtime } from './storeFile.ts';
import { expectFitting } from './wheelLayout.ts';
import { verifyEntry } from './verifyEntry.ts';

export interface OpenStoreOptions {
  readonly cacheDir: string;
  /** This run's own folder below `cacheDir`; made when needed. */
  readonly temporary: string;
  readonly locks: FileLocks;
  readonly emit: EmitEvent;
  readonly limits?: ArchiveLimits | undefined;
  /** Ends waits for what other processes make: SpipError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Whether others write to the cache: every wheel is digested before it is used, and byte-code is not used at all. */
  readonly isShared?: boolean | undefined;
}

export interface StoredSdist {
  readonly path: string;
  readonly sha256: string;
}

/** The shared, content-addressed, read-only files of all cells. Opening it touches nothing on disk. */
export function openStore(options: OpenStoreOptions): Store {
  return new Store(options);
}

/** Every method may be called for the same thing at once, from any number of tasks and processes. */
export class Store {
  readonly #options: OpenStoreOptions;
  readonly #cacheDir: string;
  readonly #producer: Producer;
  /** Digests of files that nobody promised one for, by URL. */
  readonly #digests = new OnceMap<string, string>();
  readonly #stamps = new UseStamps();
  readonly #opened = Date.now();
  readonly #new = new Set<string>();

  constructor(options: OpenStoreOptions) {
    this.#options = options;
    this.#cacheDir = options.cacheDir;
    this.#producer = new Producer(options);
  }

  /**
   * The unpacked wheel of a file of an index, fetched and verified if this cache does not have it. Throws SpipError
   * `hash-mismatch`, `bad-archive`, `disk`, `unwritable`; what `fetch` throws.
   */
  async wheel(file: DistFile, fetch: FetchFile): Promise<StoredWheel> {
    const sha256 = file.sha256 ?? (await this.#digestOf(file, fetch));
    const known = { ...file, sha256 };
    const wheel = await this.#storedWheel(known, async (folder) => {
      const { path } = await this.#fetch(known, fetch, folder);
      return path;
    });
    this.#stamps.stamp(this.#wheelPlace(sha256));
    return wheel.filename === file.filename ? wheel : underName(wheel, file.filename);
  }

  /** Whether this process has unpacked the wheel: nobody had it before. */
  isNew({ sha256 }: StoredWheel): boolean {
    return this.#new.has(sha256);
  }

  /** How many entries this process has made, as opposed to found. */
  get made(): number {
    return this.#producer.made;
  }

  /**
   * Moves the entry that a linked file belongs to out of everybody's way if it is damaged, digests included. The next
   * request for anything looks again, so it is fetched anew.
   */
  async quarantineFile(path: string): Promise<void> {
    const { cacheDir, locks, emit } = this.#options;
    const entry = entryAt(cacheDir, path);
    if (entry !== undefined) {
      const aside = await setAsideIfDamaged(entry, { cacheDir, locks, problemOf: verifyEntry });
      this.#producer.forgetAll();
      if (aside !== undefined) {
        const { reason, away } = aside;
        emit({ kind: 'debug', text: `cache entry ${entry.path} (${reason}) moved to ${away}` });
      }
    }
  }

  /** The next request for anything looks again: for a caller that found files of an entry missing. */
  lookAgain(): void {
    this.#producer.forgetAll();
  }

  /** The sdist itself, verified; its digest is checked once per process. Errors as of `wheel`. */
  async sdist(file: DistFile, fetch: FetchFile): Promise<StoredSdist> {
    const sha256 = file.sha256 ?? (await this.#digestOf(file, fetch));
    const place = this.#sdistPlace(sha256, file);
    const sdist = await this.#producer.get({
      key: entryKey({ bucket: 'sdists', name: sha256 }),
      name: file.filename,
      place,
      look: () => lookForSdist(place, sha256),
      make: async (folder) => {
        const { path } = await this.#fetch({ ...file, sha256 }, fetch, folder);
        await publishSdist(path, place);
      },
    });
    this.#stamps.stamp(dirname(place));
    return sdist;
  }

  /**
   * The wheel that `make` builds, built at most once per key. A failed build (SpipError `build-failed`) is kept with
   * its log and thrown again without building; one that need not last only in this process.
   */
  async built(key: BuiltKey, make: MakeBuiltWheel): Promise<StoredWheel> {
    const product = builtProduct(key, {
      cacheDir: this.#cacheDir,
      make,
      storeWheel: (path, filename) => this.#storeLocalWheel(path, filename),
      readWheel: (sha256) => this.#lookForWheel(sha256),
    });
    const result = await this.#producer.get(product);
    this.#stamps.stamp(product.place);
    if (result.kind === 'failed') {
      throw result.error;
    }
    this.#stamps.stamp(this.#wheelPlace(result.wheel.sha256));
    return result.wheel;
  }

  /** The byte-code of a wheel for an interpreter if it has been made; never makes it. */
  async bytecodeOf(
    wheel: StoredWheel,
    interpreter: Interpreter,
  ): Promise<readonly BytecodeFile[] | undefined> {
    if (this.#options.isShared === true) {
      return undefined;
    }
    const place = bytecodePlace(this.#cacheDir, wheel, interpreter);
    const look = await lookForBytecode(place);
    if (look.state !== 'present') {
      return undefined;
    }
    this.#stamps.stamp(place);
    return look.value;
  }

  /** Makes the byte-code of a wheel for an interpreter, at most once for all processes. */
  async makeBytecode(
    wheel: StoredWheel,
    interpreter: Interpreter,
    compile: CompileBytecode,
  ): Promise<readonly BytecodeFile[]> {
    if (this.#options.isShared === true) {
      return [];
    }
    return await this.#producer.get(
      bytecodeProduct(wheel, interpreter, { cacheDir: this.#cacheDir, compile }),
    );
  }

  /** Puts a wheel file that was made here into the store. */
  async #storeLocalWheel(path: string, filename: string): Promise<StoredWheel> {
    const sha256 = await digestFile(path);
    return await this.#storedWheel({ sha256, filename }, () => Promise.resolve(path));
  }

  /** The unpacked wheel of this digest; `bring` tells where its file lies if it has to be unpacked. */
  async #storedWheel(
    { sha256, filename }: { readonly sha256: string; readonly filename: string },
    bring: (folder: string) => Promise<string>,
  ): Promise<StoredWheel> {
    const place = this.#wheelPlace(sha256);
    const { limits } = this.#options;
    return await this.#producer.get({
      key: entryKey({ bucket: 'wheels', name: sha256 }),
      name: filename,
      place,
      weigh: ({ files }) => files.length,
      look: () => this.#lookForWheel(sha256),
      make: async (folder) => {
        await makeWheel({ path: await bring(folder), filename, sha256, folder, place, limits });
        this.#new.add(sha256);
      },
    });
  }

  async #lookForWheel(sha256: string): Promise<Look<StoredWheel>> {
    const path = this.#wheelPlace(sha256);
    const look = await readStoredWheel(path);
    const reason =
      this.#options.isShared === true && look.state === 'present'
        ? await verifyEntry({ bucket: 'wheels', name: sha256, path })
        : undefined;
    return reason === undefined ? look : { state: 'damaged', reason };
  }

  async #fetch(file: DistFile, fetch: FetchFile, folder: string): Promise<Fetched> {
    this.#options.emit({ kind: 'debug', text: `fetching ${file.filename}` });
    return await fetchVerified(file, fetch, { folder, cacheDir: this.#cacheDir });
  }

  /** Fetches a file that has no promised digest, once for each state of its address, and publishes what it got. */
  async #digestOf(file: DistFile, fetch: FetchFile): Promise<string> {
    return await this.#digests.get(file.url, async () => {
      const bring = (folder: string): Promise<string> => this.#fetchUnpromised(file, fetch, folder);
      const has = (sha256: string): boolean =>
        exists(file.kind === 'sdist' ? this.#sdistPlace(sha256, file) : this.#wheelPlace(sha256));
      const since = this.#opened;
      const pointer = await filePointer(file, { ...this.#options, has, since, bring });
      const sha256 = await this.#producer.get(pointer);
      this.#stamps.stamp(pointer.place);
      return sha256;
    });
  }

  async #fetchUnpromised(file: DistFile, fetch: FetchFile, folder: string): Promise<string> {
    const { path, sha256 } = await this.#fetch(file, fetch, folder);
    if (file.kind === 'sdist') {
      await publishSdist(path, this.#sdistPlace(sha256, file));
    } else {
      await this.#storeLocalWheel(path, file.filename);
    }
    return sha256;
  }

  #wheelPlace(sha256: string): string {
    return entryPath(this.#cacheDir, 'wheels', sha256);
  }

  #sdistPlace(sha256: string, { filename }: DistFile): string {
    return entryPath(this.#cacheDir, 'sdists', `${sha256}/${filename}`);
  }
}

/** The same bytes, which another file name may promise. Throws `bad-archive` if they are no such wheel. */
function underName(wheel: StoredWheel, filename: string): StoredWheel {
  expectFitting(wheel, filename, `${wheel.distInfo}/METADATA`);
  return { ...wheel, filename };
}

async function publishSdist(path: string, place: string): Promise<void> {
  await chmod(path, 0o444);
  await utimes(path, storeMtime, storeMtime);
  await publishFile(path, place);
}

async function lookForSdist(place: string, sha256: string): Promise<Look<StoredSdist>> {
  if (!exists(place)) {
    return { state: 'absent' };
  }
  return (await digestFile(place)) === sha256
    ? { state: 'present', value: { path: place, sha256 } }
    : { state: 'damaged', reason: 'its digest is wrong' };
}
