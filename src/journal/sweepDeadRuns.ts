import { readFile } from 'node:fs/promises';
import { isErrno } from '../lib/isErrno.ts';
import { processState } from '../lib/processIdentity.ts';
import type { ProcessIdentity } from '../lib/processIdentity.ts';
import { unreachable } from '../lib/unreachable.ts';
import { openIntents, parseLines } from './journalLines.ts';
import type { Intent } from './journalLines.ts';
import { JournalPaths } from './journalPaths.ts';
import { isFolder, knownRuns } from './liveRuns.ts';
import { endRun } from './openJournal.ts';
import { isSameFolder, tryLockRun } from './runLocks.ts';
import type { RunLocks } from './runLocks.ts';

/** How each kind of leftover is undone. Each must succeed if there is nothing to undo. */
interface UndoHandlers {
  worktree(directory: string, commit: string, run: string): Promise<void>;
  /** Called only for exactly the process that the run started, while it is alive. */
  process(identity: ProcessIdentity, run: string): Promise<void>;
  /** Ends what else the run left running and had no time to write down; after its processes, before all the rest. */
  strays(run: string, cacheDir: string): Promise<void>;
  directory(path: string): Promise<void>;
}

export interface SweepOptions {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly locks: RunLocks;
  readonly undo: UndoHandlers;
}

export interface SweptRun {
  readonly run: string;
  readonly undone: readonly Intent[];
  /** What could not be undone: the journal stays, and the next sweep tries again. */
  readonly failures: readonly { readonly intent: Intent | undefined; readonly error: unknown }[];
}

/**
 * Undoes what dead runs left behind. A run is dead when its lock can be taken. Reads only journals of runs that did
 * not end cleanly, however many have ended. Folders in the cache go also where the journal is gone, or lies in a data
 * directory that is not known here. Safe beside other sweeps and live runs.
 */
export async function sweepDeadRuns(options: SweepOptions): Promise<readonly SweptRun[]> {
  const paths = new JournalPaths(options);
  const swept: SweptRun[] = [];
  for (const run of knownRuns(paths, options.locks)) {
    const lock = await tryLockRun(options.locks, run);
    if (lock === undefined) {
      continue;
    }
    try {
      const one = await sweepRun(run, paths, options);
      if (one !== undefined) {
        swept.push(one);
      }
    } finally {
      lock.release();
    }
  }
  return swept;
}

async function sweepRun(
  run: string,
  paths: JournalPaths,
  { undo, cacheDir }: Pick<SweepOptions, 'undo' | 'cacheDir'>,
): Promise<SweptRun | undefined> {
  const text = await readJournal(paths.live(run));
  if (text === undefined && !paths.ownFolders(run).some(isFolder)) {
    return undefined;
  }
  const entries = parseLines(text ?? '');
  const [first] = entries;
  const open = openIntents(entries);
  const cache = first?.entry === 'run' ? first.cache : cacheDir;
  const isOwn = open.some((intent) => intent.kind === 'directory' && intent.path === cache);
  // Its folders lie in another cache: whoever uses that one removes them. Nobody does if it was the run's alone, or is gone.
  if (!isOwn && isSameFolder(cache, cacheDir) === false) {
    return undefined;
  }
  const undone: Intent[] = [];
  const failures: { intent: Intent | undefined; error: unknown }[] = [];
  const attempt = async (intent: Intent | undefined, task: () => Promise<void>): Promise<void> => {
    try {
      await task();
      undone.push(...(intent === undefined ? [] : [intent]));
    } catch (error) {
      failures.push({ intent, error });
    }
  };
  // Processes first: a live one could put back what is removed.
  for (const intent of open.filter(({ kind }) => kind === 'process')) {
    await attempt(intent, () => undoIntent(intent, run, undo));
  }
  await attempt(undefined, () => undo.strays(run, isOwn ? cache : cacheDir));
  for (const intent of open.filter(({ kind }) => kind !== 'process')) {
    await attempt(intent, () => undoIntent(intent, run, undo));
  }
  if (failures.length === 0) {
    await attempt(undefined, () => endRun(paths, run));
  }
  return { run, undone, failures };
}

/** `undefined` if there is none, or another sweep, or the run itself, has archived it meanwhile. */
async function readJournal(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function undoIntent(intent: Intent, run: string, undo: UndoHandlers): Promise<void> {
  switch (intent.kind) {
    case 'worktree':
      return await undo.worktree(intent.directory, intent.commit, run);
    case 'process':
      return processState(intent.process) === 'alive'
        ? await undo.process(intent.process, run)
        : undefined;
    case 'directory':
      return await undo.directory(intent.path);
    default:
      return unreachable(intent);
  }
}
