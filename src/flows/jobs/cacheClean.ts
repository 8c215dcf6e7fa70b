import type { CacheEntry } from '../../cache/cacheEntries.ts';
import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { leastRecentlyUsed } from '../../cache/leastRecentlyUsed.ts';
import { removeEntries } from '../../cache/removeEntries.ts';
import { sizedEntries } from '../../cache/sizedEntries.ts';
import type { SizedEntry } from '../../cache/sizedEntries.ts';
import { uselessEntries } from '../../cache/uselessEntries.ts';
import { liveRuns } from '../../journal/liveRuns.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { entryPackages } from '../../store/entryPackages.ts';
import { whileNoRun } from '../run/whileNoRun.ts';
import { withSharedState } from '../run/withSharedState.ts';

interface CleanRequest {
  readonly global: GlobalOptions;
  /** Everything. */
  readonly all: boolean;
  /** Seconds without use. */
  readonly olderThan: number | undefined;
  /** Normalised names. */
  readonly packages: readonly string[];
  /** Beside live runs too. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface Cleaned {
  readonly removed: readonly RemovedEntry[];
  /** Ids of dead runs whose leftovers are gone, also of a dry run. */
  readonly swept: readonly string[];
}

interface RemovedEntry {
  readonly kind: string;
  readonly path: string;
  readonly bytes: number;
}

/** `spip cache clean`: what was removed, or would be. */
export async function cacheClean(request: CleanRequest, context: Context): Promise<Cleaned> {
  const { stop, clock } = context;
  return withSharedState(request.global, context, async (state) => {
    const { swept } = state;
    const { places, cacheLimit } = state.settings;
    const clean = async (): Promise<readonly RemovedEntry[]> => {
      // Beside runs that are not waited for: what else they use was linked already.
      const isMounted = request.force && (await liveRuns({ ...state, ...places })).length > 0;
      const entries = listCacheEntries(places.cacheDir).filter(
        ({ bucket }) => !isMounted || bucket !== 'environments',
      );
      const sized = await sizedEntries(entries);
      const chosen = choose(sized, { request, now: clock.now(), limit: cacheLimit?.value });
      if (!request.dryRun) {
        await removeEntries(
          places.cacheDir,
          chosen.map(({ entry }) => entry),
        );
      }
      return chosen.map(({ entry: { bucket: kind, path }, bytes }) => ({ kind, path, bytes }));
    };
    const removed = request.dryRun
      ? await clean()
      : await whileNoRun(
          'cache',
          { ...state, places, force: request.force, signal: stop.drain },
          clean,
        );
    return { removed, swept };
  });
}

interface Choice {
  readonly request: CleanRequest;
  readonly now: Date;
  readonly limit: number | undefined;
}

function choose(
  sized: readonly SizedEntry[],
  { request, now, limit }: Choice,
): readonly SizedEntry[] {
  const { all, packages, olderThan } = request;
  const entries = sized.map(({ entry }) => entry);
  const oldest = olderThan === undefined ? Infinity : now.getTime() - olderThan * 1000;
  const isOld = ({ used }: CacheEntry): boolean => used < oldest;
  const chosen = new Set<CacheEntry>();
  if (all) {
    return sized;
  }
  if (packages.length > 0) {
    const names = entryPackages(entries);
    entries
      .filter(
        (entry) => names.get(entry.path)?.some((name) => packages.includes(name)) && isOld(entry),
      )
      .forEach((entry) => chosen.add(entry));
  } else {
    if (olderThan !== undefined) {
      entries.filter(isOld).forEach((entry) => chosen.add(entry));
    }
    const rest = entries.filter((entry) => !chosen.has(entry));
    uselessEntries(rest).forEach(({ entry }) => chosen.add(entry));
    const left = sized.filter(({ entry }) => !chosen.has(entry));
    leastRecentlyUsed(left, limit ?? Infinity).forEach((entry) => chosen.add(entry));
  }
  return sized.filter(({ entry }) => chosen.has(entry));
}
