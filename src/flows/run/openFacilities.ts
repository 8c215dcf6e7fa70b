import type { FileLocks } from '../../cache/fileLock.ts';
import { openCache, removeTemporaryCache } from '../../cache/openCache.ts';
import type { OpenedCache } from '../../cache/openCache.ts';
import { unfinishedPath } from '../../cache/runFolders.ts';
import { chooseLinkMode } from '../../envs/chooseLinkMode.ts';
import type { LinkMode } from '../../envs/linkMode.ts';
import { openIndex } from '../../index/openIndex.ts';
import type { PackageIndex } from '../../index/openIndex.ts';
import { intendUntilUndone } from '../../journal/intendUntilUndone.ts';
import type { RunJournal } from '../../journal/openJournal.ts';
import type { RunLocks } from '../../journal/runLocks.ts';
import { closeRunLocks, openRunLocks } from '../../journal/runLocks.ts';
import { allEnded } from '../../lib/allEnded.ts';
import { onFailure } from '../../lib/onFailure.ts';
import { makeFolder } from '../../lib/files/makeFolder.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import { SpipError } from '../../lib/spipError.ts';
import { keepHeapSmall } from '../../lib/keepHeapSmall.ts';
import { Teardown } from '../../lib/teardown.ts';
import { whenAborted } from '../../lib/whenAborted.ts';
import type { Context } from '../../model/context.ts';
import type { IndexOptions } from '../../options/indexOptions.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Settings } from '../../config/settings.ts';
import type { Isolation } from '../../process/isolation/isolation.ts';
import { namedPaths } from '../../pythons/namedPaths.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import type { FetchFile } from '../../store/fetchVerified.ts';
import { openStore } from '../../store/openStore.ts';
import { beginRun } from './beginRun.ts';
import type { BegunRun } from './beginRun.ts';
import { chooseIsolation } from './chooseIsolation.ts';
import type { ChosenIsolation } from './chooseIsolation.ts';
import { expectNoColon, expectPrograms } from './expectUsablePlaces.ts';
import { fetchFiles } from './fetchFiles.ts';
import { keepCacheLimit } from './keepCacheLimit.ts';
import { openPythonSupply } from './openPythonSupply.ts';
import { providePythons } from './providePythons.ts';
import type { FoundPythons } from './providePythons.ts';
import { sweepLeftovers } from './sweepLeftovers.ts';
import type { Store } from '../../store/openStore.ts';

export interface FacilitiesOptions {
  readonly index: IndexOptions;
  readonly settings: Settings;
  readonly sandbox: MatrixOptions['sandbox'];
  /** Whether code of the tested releases will run, and not only builds. */
  readonly runsTests: boolean;
  /** Values of `--python`: the paths among them are probed too. */
  readonly pythons: readonly string[];
  readonly pythonDownloads: MatrixOptions['pythonDownloads'];
  readonly emit: EmitEvent;
  /** Aborted when nothing more is to be fetched or found out: who waits for the index is not testing yet. */
  readonly stopped: AbortSignal;
}

/** What the settled options of a run come to. */
export interface RunNeeds extends Pick<
  FacilitiesOptions,
  'sandbox' | 'runsTests' | 'pythons' | 'pythonDownloads'
> {
  /** How many builds, and cells, run at once. */
  readonly jobs: number;
}

/** What every command that resolves or runs something shares: open for one invocation, closed by `teardown`. */
export interface Facilities extends ChosenIsolation {
  readonly runId: string;
  readonly settings: Settings;
  /** Those of the store. */
  readonly locks: FileLocks;
  readonly runLocks: RunLocks;
  readonly journal: RunJournal;
  readonly index: PackageIndex;
  /** Downloads a file of the index, for the store. */
  readonly fetch: FetchFile;
  /** By URL: files that this run has made or brought itself, which `fetch` takes instead. */
  readonly brought: Map<string, string>;
  readonly store: Store;
  readonly pythons: FoundPythons;
  readonly linkMode: LinkMode;
  /** Aborted when nothing more is to be fetched or found out. */
  readonly stopped: AbortSignal;
  /** Folder of this run's unfinished files, on the store's file system. */
  readonly temporary: string;
  /** Folder of this run's cells and build environments, on the store's file system. */
  readonly workDirectory: string;
  readonly emit: EmitEvent;
  readonly teardown: Teardown;
}

/**
 * Opens everything, sweeps what dead runs left, and finds the Pythons.
 *
 * @throws SpipError `invalid-settings`, `unwritable`, `sandbox-missing`, `unsupported-platform`
 */
export async function openFacilities(
  options: FacilitiesOptions,
  context: Context,
): Promise<Facilities> {
  if (context.platform === 'win32') {
    throw new SpipError('unsupported-platform', 'Expected Linux or macOS, found Windows', {
      hint: 'spip runs on Windows only inside the Windows Subsystem for Linux',
    });
  }
  const { places } = options.settings;
  expectNoColon(places);
  makeDirectory(places.dataDir);
  const cache = await openCache(places.cacheDir, options.emit);
  const { cacheDir } = cache;
  expectNoColon({ ...places, cacheDir });
  const settings: Settings = {
    ...options.settings,
    places: { ...places, cacheDir },
    cacheLimit: cache.isTemporary ? undefined : options.settings.cacheLimit,
  };
  describeSettings(settings, options.emit);
  const teardown = new Teardown();
  teardown.register(keepHeapSmall());
  return onFailure(
    () => open(options, context, { settings, cache, teardown }),
    async () => {
      await teardown.run();
      if (cache.isTemporary) {
        await removeTree(cacheDir);
      }
    },
  );
}

interface Opening {
  readonly settings: Settings;
  readonly cache: OpenedCache;
  readonly teardown: Teardown;
}

async function open(
  options: FacilitiesOptions,
  context: Context,
  { settings, cache, teardown }: Opening,
): Promise<Facilities> {
  const { cacheDir } = cache;
  const { emit, stopped } = options;
  const runLocks = openLocks(settings, emit);
  const { cache: locks } = runLocks;
  teardown.register(() => closeRunLocks(runLocks));
  const begun = await sweepAndBegin({ settings, runLocks, emit, context, teardown });
  const { journal, temporary, workDirectory } = begun;
  const shared = { cacheDir, temporary, locks, emit, signal: stopped };
  const store = openStore({ ...shared, isShared: settings.sharedCache });
  teardown.register(() => keepLimit({ settings, store, runLocks, emit }));
  await endWithRun(cache, journal, teardown);
  // Begun first: the CPU is free while it runs. The folder must not go before its end.
  const probed = chooseIsolation(options.sandbox, context, {
    ...settings.places,
    folder: unfinishedPath(temporary),
  });
  // From now on: it may fail before anybody waits for it.
  const settled = untilSettled(probed);
  teardown.register(() => settled);
  await expectPrograms(temporary, { cacheDir, runsTests: options.runsTests });
  const index = openIndex(settings.index, { ...shared, ...options.index });
  teardown.register(() => index.close());
  whenAborted(stopped, () => void index.close());
  const [pythons, chosen] = await allEnded([
    findPythons(options, context, { settings, temporary, runLocks }),
    probed,
  ]);
  warnWithoutSandbox(options, chosen.sandboxReason);
  return {
    runId: journal.runId,
    settings,
    locks,
    runLocks,
    journal,
    index,
    ...fetchFiles(index),
    store,
    pythons,
    ...chosen,
    linkMode: await linkModeFor(chosen.isolation, begun),
    stopped,
    temporary,
    workDirectory,
    emit,
    teardown,
  };
}

/** What the run itself could not undo while it lasted, for want of descriptors or room, mostly can be when it has ended. */
async function sweepAndBegin({
  settings,
  runLocks,
  emit,
  context,
  teardown,
}: Pick<Facilities, 'settings' | 'runLocks' | 'emit' | 'teardown'> & {
  readonly context: Context;
}): Promise<BegunRun> {
  const sweep = (): Promise<unknown> =>
    sweepLeftovers(settings.places, runLocks, { context, emit });
  await sweep();
  const begun = await beginRun({ ...settings, locks: runLocks, emit, context });
  teardown.register(async () => void (begun.journal.hasLeftovers && (await sweep())));
  return begun;
}

/** With the run its journal is closed; before that a temporary cache goes, or with the sweep after it. */
async function endWithRun(
  { cacheDir, isTemporary }: OpenedCache,
  journal: RunJournal,
  teardown: Teardown,
): Promise<void> {
  teardown.register(() => journal.close());
  if (isTemporary) {
    await intendUntilUndone(
      { kind: 'directory', path: cacheDir },
      () => removeTemporaryCache(cacheDir),
      { journal, teardown },
    );
  }
}

/** After a run that added nothing the cache is as large as it was. */
async function keepLimit({
  settings: { places, cacheLimit: limit },
  store,
  runLocks: locks,
  emit,
}: Pick<Facilities, 'settings' | 'store' | 'runLocks' | 'emit'>): Promise<void> {
  if (limit !== undefined && store.made > 0) {
    const removed = await keepCacheLimit({ places, limit, locks });
    emit({ kind: 'debug', text: `removed ${removed} entries of the cache: ${limit.source}` });
  }
}

function describeSettings(settings: Settings, emit: EmitEvent): void {
  emit({ kind: 'debug', text: settings.index.describe });
  emit({ kind: 'debug', text: `settings from ${settings.files.join(', ') || 'no file'}` });
}

function warnWithoutSandbox(
  { sandbox, runsTests, emit }: FacilitiesOptions,
  reason: string | undefined,
): void {
  if (reason !== undefined && sandbox === 'auto' && runsTests) {
    emit({
      kind: 'warning',
      text: `Running without a sandbox: ${reason}`,
      hint: 'tests can reach the network and the files of this machine; install bubblewrap, or pass `--sandbox off` to hide this',
    });
  }
}

function openLocks({ places }: Settings, emit: EmitEvent): RunLocks {
  return openRunLocks(places, {
    onFallback: (directory) =>
      emit({
        kind: 'warning',
        text: `\`${directory}\` has no kernel locks: lock files are used in their place`,
      }),
  });
}

function linkModeFor(
  isolation: Isolation,
  { temporary, workDirectory }: BegunRun,
): Promise<LinkMode> {
  return chooseLinkMode({
    sandboxed: isolation.protectsEnvironment,
    uid: process.getuid?.(),
    cacheDir: temporary,
    workDir: workDirectory,
  });
}

/** Tells of those that do not answer: they cost every first command the time that it takes to be sure. */
async function findPythons(
  options: FacilitiesOptions,
  context: Context,
  { settings, temporary, runLocks }: Pick<Facilities, 'settings' | 'temporary' | 'runLocks'>,
): Promise<FoundPythons> {
  const { pythons: requests, pythonDownloads: downloads, emit, stopped: signal, index } = options;
  const { env, home, cwd, platform } = context;
  const named = namedPaths(requests);
  const found = await providePythons({
    requests,
    downloads: index.offline && downloads === 'auto' ? 'manual' : downloads,
    discover: () =>
      discoverPythons({
        env,
        home,
        cwd,
        platform,
        ...settings.places,
        temporary,
        named,
        signal,
      }),
    supply: openPythonSupply({
      settings,
      locks: runLocks.data,
      offline: index.offline,
      emit,
      announce: (text) => emit({ kind: 'warning', text }),
      signal,
    }),
  });
  for (const { path, reason } of found.silent) {
    emit({
      kind: 'warning',
      text: `The Python \`${path}\` is left out: it ${reason}`,
      hint: 'it is asked again after an hour; mend it, or take it off PATH',
    });
  }
  return found;
}

function makeDirectory(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to make the directory \`${path}\``, {
      hint: 'choose another place with `--cache-dir` and `--data-dir`, or `SPIP_CACHE_DIR` and `SPIP_DATA_DIR`',
      cause: error,
    });
  }
}

async function untilSettled(probed: Promise<ChosenIsolation>): Promise<void> {
  await probed.catch(() => undefined);
}
