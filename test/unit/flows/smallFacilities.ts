import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fetchFiles } from '../../../src/flows/run/fetchFiles.ts';
import type { Facilities } from '../../../src/flows/run/openFacilities.ts';
import type { PackageIndex } from '../../../src/index/openIndex.ts';
import { openFileLocks } from '../../../src/cache/fileLock.ts';
import type { DistFile } from '../../../src/model/distFile.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import type { RunEvent } from '../../../src/model/runEvent.ts';
import { parseMetadata } from '../../../src/pep/metadata.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { worldOf } from '../../support/distributions.ts';
import { sha256 } from '../../support/indexPages.ts';
import type { ServedFile } from '../../support/indexPages.ts';
import { port } from '../../support/port.ts';
import { distFile } from '../../support/storeRig.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

export interface SmallFacilities {
  readonly facilities: Facilities;
  /** Empty but for the cache. */
  readonly folder: string;
  /** Names of the files that were downloaded, in order. */
  readonly downloads: readonly string[];
  /** Names of the files whose metadata the index was asked to keep. */
  readonly remembered: readonly string[];
  /** Texts of these events, in order. */
  readonly said: (kind: 'warning' | 'debug') => readonly string[];
}

/** A facilities with a real store, these Pythons, and an index in memory with these files: no network, no run, no journal. */
export async function smallFacilities(
  t: TestContext,
  files: readonly ServedFile[] = [],
  interpreters: readonly Interpreter[] = [],
): Promise<SmallFacilities> {
  const folder = await temporaryFolder(t);
  const cacheDir = join(folder, 'cache');
  const temporary = join(cacheDir, 'tmp', 'run1');
  const locks = openFileLocks(join(cacheDir, 'locks'));
  t.after(() => locks.close());
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => void events.push(event);
  const { index, downloads, remembered } = memoryIndex(files);
  const facilities = port<Facilities>({
    index,
    ...fetchFiles(index),
    store: openStore({ cacheDir, temporary, locks, emit }),
    pythons: { interpreters, broken: [], silent: [], named: new Map(), offered: new Map() },
    temporary,
    locks,
    stopped: new AbortController().signal,
    emit,
  });
  const said = (wanted: 'warning' | 'debug'): readonly string[] =>
    events.flatMap((event) => (event.kind === wanted && 'text' in event ? [event.text] : []));
  return { facilities, folder, downloads, remembered, said };
}

/** A file as the index in memory lists it. */
export function listed(file: ServedFile): DistFile {
  const { sha256: promised, requiresPython, uploadTime, metadata, yanked = false } = file;
  const reason = yanked === true ? '' : yanked;
  return distFile(
    { ...file, sha256: sha256(file.bytes) },
    {
      ...(promised === undefined ? {} : { sha256: promised === false ? undefined : promised }),
      requiresPython,
      uploadTime,
      yanked: reason,
      metadata: metadata === undefined ? false : { sha256: sha256(metadata) },
    },
  );
}

function memoryIndex(files: readonly ServedFile[]): {
  readonly index: PackageIndex;
  readonly downloads: readonly string[];
  readonly remembered: readonly string[];
} {
  const world = worldOf(files);
  const downloads: string[] = [];
  const remembered: string[] = [];
  const served = (file: DistFile): ServedFile | undefined =>
    files.find(({ filename }) => filename === file.filename);
  const index = port<PackageIndex>({
    project: async (name) => {
      const found = world[name];
      return await Promise.resolve(
        found === undefined ? undefined : { name, files: found.map(listed) },
      );
    },
    metadata: async (file) => {
      const text = served(file)?.metadata;
      return await Promise.resolve(text === undefined ? undefined : parseMetadata(text));
    },
    keptMetadata: async () => await Promise.resolve(undefined),
    rememberMetadata: async (file) => {
      remembered.push(file.filename);
      await Promise.resolve();
    },
    download: async (file, destination) => {
      downloads.push(file.filename);
      const bytes = served(file)?.bytes;
      await (bytes === undefined
        ? copyFile(fileURLToPath(file.url), destination)
        : writeFile(destination, bytes, { flag: 'wx' }));
    },
  });
  return { index, downloads, remembered };
}
