import { join } from 'node:path';
import { entryPath } from '../../cache/buckets.ts';
import { diskUsage } from '../../cache/diskUsage.ts';
import { runNames } from '../../journal/liveRuns.ts';
import { collectGarbage } from '../../ledger/collectGarbage.ts';
import { removeTree } from '../../lib/files/removeTree.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { writeWarning } from '../../report/writeWarning.ts';
import { openResults } from '../../results/openResults.ts';
import type { RunSummary } from '../../model/runSummary.ts';
import type { Results } from '../../results/results.ts';
import { whileNoRun } from '../run/whileNoRun.ts';
import { resultsPath } from '../run/placesOf.ts';
import { withSharedState } from '../run/withSharedState.ts';
import type { SharedState } from '../run/withSharedState.ts';

interface GcRequest {
  readonly global: GlobalOptions;
  /** How many of the newest runs stay; `undefined`: all. */
  readonly keep: number | undefined;
  /** Age in seconds up to which runs stay; `undefined`: no matter how old. */
  readonly olderThan: number | undefined;
  readonly dryRun: boolean;
}

interface Collected {
  /** Ids of the runs that are forgotten. */
  readonly runs: readonly string[];
  /** Names below `runs/`, also those of runs that were never stored. */
  readonly folders: readonly string[];
  /** Commits. */
  readonly environments: readonly string[];
  /** Of the data directory, before and after. */
  readonly bytes_before: number;
  readonly bytes_after: number;
}

/** `spip gc`: what is removed, or would be. */
export async function gc(request: GcRequest, context: Context): Promise<Collected> {
  const { stop } = context;
  return withSharedState(request.global, context, (state) => {
    const task = (): Promise<Collected> => collect(request, context, state);
    const { places } = state.settings;
    return request.dryRun
      ? task()
      : whileNoRun('data', { ...state, places, force: false, signal: stop.drain }, task);
  });
}

async function collect(
  options: GcRequest,
  context: Context,
  { settings }: SharedState,
): Promise<Collected> {
  const { dataDir, cacheDir } = settings.places;
  const before = await diskUsage(dataDir);
  const results = await openResults(resultsPath(settings.places));
  try {
    const stored = results.runs({ limit: Number.MAX_SAFE_INTEGER });
    const runs = outdated(stored, options, context.clock.now());
    if (!options.dryRun) {
      // What an earlier one has set aside.
      await removeTree(join(dataDir, 'quarantine'));
    }
    const environments = await collectGarbage({
      directory: join(dataDir, 'ledger.git'),
      env: context.env,
      keep: forget(runs, results, options),
      dryRun: options.dryRun,
      onRepair: (text) => writeWarning(context.screen.err, { text }),
    });
    const kept = new Set(stored.map(({ id }) => id)).difference(new Set(runs));
    const folders = runNames(join(dataDir, 'runs')).filter((name) => !kept.has(name));
    if (!options.dryRun) {
      for (const name of folders) {
        await removeTree(entryPath(cacheDir, 'kept', name), cacheDir);
        await removeTree(join(dataDir, 'runs', name), dataDir);
      }
    }
    const after = await diskUsage(dataDir);
    return { runs, folders, environments, bytes_before: before, bytes_after: after };
  } finally {
    results.close();
  }
}

/** Runs, newest first, that neither number nor age keeps. */
function outdated(
  stored: readonly RunSummary[],
  { keep, olderThan }: GcRequest,
  now: Date,
): readonly string[] {
  if (keep === undefined && olderThan === undefined) {
    return [];
  }
  const oldest = now.getTime() - (olderThan ?? 0) * 1000;
  return stored
    .slice(keep ?? 0)
    .filter(({ started }) => olderThan === undefined || Date.parse(started) < oldest)
    .map(({ id }) => id);
}

/** Forgets the runs; the environments of all others. */
function forget(
  runs: readonly string[],
  results: Results,
  { dryRun }: GcRequest,
): ReadonlySet<string> {
  if (!dryRun) {
    results.remove(runs);
    return results.environments();
  }
  const kept = results
    .runs({ limit: Number.MAX_SAFE_INTEGER })
    .filter(({ id }) => !runs.includes(id))
    .flatMap(({ id }) => results.show(id).record.cells);
  return new Set(kept.flatMap(({ environment }) => (environment === null ? [] : [environment])));
}
