import { bucketNames } from '../../cache/buckets.ts';
import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { sizedEntries } from '../../cache/sizedEntries.ts';
import type { SizedEntry } from '../../cache/sizedEntries.ts';
import { uselessEntries } from '../../cache/uselessEntries.ts';
import { liveRuns } from '../../journal/liveRuns.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { cacheInfoText } from '../../report/cacheInfoText.ts';
import type { CacheSummary } from '../../report/cacheInfoText.ts';
import { withSharedState } from '../run/withSharedState.ts';
import type { SharedState } from '../run/withSharedState.ts';

interface InfoRequest {
  readonly global: GlobalOptions;
  readonly format: 'table' | 'json';
}

/** `spip cache info`. Resolves to the exit status. */
export async function runCacheInfo(options: InfoRequest, context: Context): Promise<number> {
  const { out } = context.screen;
  const summary = await withSharedState(options.global, context, summaryOf);
  out.write(
    options.format === 'json'
      ? `${JSON.stringify({ schema_version: 1, ...summary }, undefined, 2)}\n`
      : cacheInfoText(summary, out),
  );
  return 0;
}

async function summaryOf({ settings, locks }: SharedState): Promise<CacheSummary> {
  const { places, cacheLimit } = settings;
  const sized = await sizedEntries(listCacheEntries(places.cacheDir));
  const bytesOf = new Map(sized.map(({ entry, bytes }) => [entry.path, bytes]));
  const useless = uselessEntries(sized.map(({ entry }) => entry));
  const byReason = Map.groupBy(useless, ({ why }) => why);
  return {
    directory: places.cacheDir,
    buckets: bucketNames.map((bucket) =>
      totalOf(
        bucket,
        sized.filter(({ entry }) => entry.bucket === bucket),
      ),
    ),
    limit: cacheLimit?.value ?? null,
    useless: [...byReason].map(([why, entries]) => ({
      why,
      entries: entries.length,
      bytes: sum(entries.map(({ entry }) => bytesOf.get(entry.path) ?? 0)),
    })),
    runs: await liveRuns({ ...places, locks }),
  };
}

function totalOf(bucket: string, sized: readonly SizedEntry[]): CacheSummary['buckets'][number] {
  const uses = sized.map(({ entry }) => entry.used);
  return {
    bucket,
    entries: sized.length,
    bytes: sum(sized.map(({ bytes }) => bytes)),
    last_used:
      uses.length === 0 ? null : new Date(uses.reduce((a, b) => Math.max(a, b))).toISOString(),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
