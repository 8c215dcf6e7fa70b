import { bucketNames } from '../../cache/buckets.ts';
import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { sizedEntries } from '../../cache/sizedEntries.ts';
import type { SizedEntry } from '../../cache/sizedEntries.ts';
import { uselessEntries } from '../../cache/uselessEntries.ts';
import { liveRuns } from '../../journal/liveRuns.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { withSharedState } from '../run/withSharedState.ts';
import type { SharedState } from '../run/withSharedState.ts';

/** What a cache holds. */
interface CacheSummary {
  readonly directory: string;
  readonly buckets: readonly BucketTotal[];
  /** Bytes. */
  readonly limit: number | null;
  /** What a clean without options removes. */
  readonly useless: readonly {
    readonly why: string;
    readonly entries: number;
    readonly bytes: number;
  }[];
  /** Ids of the runs that use it now. */
  readonly runs: readonly string[];
}

interface BucketTotal {
  readonly bucket: string;
  readonly entries: number;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly last_used: string | null;
}

/** `spip cache info`. */
export function cacheInfo(global: GlobalOptions, context: Context): Promise<CacheSummary> {
  return withSharedState(global, context, summaryOf);
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

function totalOf(bucket: string, sized: readonly SizedEntry[]): BucketTotal {
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
