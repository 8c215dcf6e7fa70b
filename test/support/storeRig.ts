import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { entryPath } from '../../src/cache/buckets.ts';
import { openFileLocks } from '../../src/cache/fileLock.ts';
import type { DistFile } from '../../src/model/distFile.ts';
import type { RunEvent } from '../../src/model/runEvent.ts';
import type { StoredWheel } from '../../src/model/storedWheel.ts';
import type { FetchFile } from '../../src/store/fetchVerified.ts';
import { openStore } from '../../src/store/openStore.ts';
import type { Store } from '../../src/store/openStore.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** What an index would say about these bytes. */
export function distFile(
  built: { readonly filename: string; readonly sha256: string; readonly bytes: Uint8Array },
  changes: Partial<DistFile> = {},
): DistFile {
  return {
    filename: built.filename,
    kind: built.filename.endsWith('.whl') ? 'wheel' : 'sdist',
    url: `http://127.0.0.1/files/${built.filename}`,
    sha256: built.sha256,
    size: built.bytes.length,
    requiresPython: undefined,
    uploadTime: undefined,
    yanked: false,
    metadata: false,
    index: 'http://127.0.0.1/simple',
    ...changes,
  };
}

/** Serves bytes by file name and counts how often each is fetched; a list serves one after the other. */
export function countingFetch(
  files: Readonly<Record<string, Uint8Array | readonly Uint8Array[]>>,
): { readonly fetch: FetchFile; readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  return {
    counts,
    fetch: async ({ filename }, destination) => {
      const count = counts.get(filename) ?? 0;
      counts.set(filename, count + 1);
      const served = files[filename];
      const bytes = served instanceof Uint8Array ? served : served?.[count];
      if (bytes === undefined) {
        throw new Error(`Unexpected fetch: ${filename}`);
      }
      await writeFile(destination, bytes, { flag: 'wx' });
    },
  };
}

export interface StoreRig {
  readonly store: Store;
  readonly cacheDir: string;
  readonly events: readonly RunEvent[];
  /** A second process would have this: nothing remembered, the same cache. */
  readonly again: () => Store;
}

/** Byte-code as the store keeps it, without a Python. */
export function addBytecode({ cacheDir }: StoreRig, { sha256 }: StoredWheel): string {
  const place = entryPath(cacheDir, 'bytecode', `${sha256}/cpython-311-abc`);
  mkdirSync(join(place, 'files'), { recursive: true });
  return place;
}

/** A store in an empty cache. */
export async function storeRig(context: TestContext): Promise<StoreRig> {
  const cacheDir = await temporaryFolder(context);
  const events: RunEvent[] = [];
  const again = (): Store => {
    const locks = openFileLocks(join(cacheDir, 'locks'));
    context.after(() => locks.close());
    return openStore({
      cacheDir,
      temporary: join(cacheDir, 'tmp', 'test'),
      locks,
      emit: (event) => events.push(event),
    });
  };
  return { store: again(), cacheDir, events, again };
}
