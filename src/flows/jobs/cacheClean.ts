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

/** How a cache is cleaned, whatever is to go. */
export interface CleanOptions {
  readonly global: GlobalOptions;
  /** Beside live runs too. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

interface CleanRequest extends CleanOptions {
  /** Everything. */
  readonly all: boolean;
  /** Seconds without use. */
  readonly olderThan: number | undefined;
  /** Normalised names. */
  readonly packages: readonly string[];
}

export interface Cleaned {
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
export function cacheClean(request: CleanRequest, context: Context): Promise<Cleaned> {
  const now = context.clock.now();
  return removeFromCache(request, context, (sized, limit) =>
    choose(sized, { request, now, limit }),
  );
}

/** Removes what is chosen of a cache while no run uses it. The choice is told the size that the settings allow. */
export async function removeFromCache(
  { global, force, dryRun }: CleanOptions,
  context: Context,
  choice: (sized: readonly SizedEntry[], limit: number | undefined) => readonly SizedEntry[],
): Promise<Cleaned> {
  return withSharedState(global, context, async (state) => {
    const { swept } = state;
    const { places, cacheLimit } = state.settings;
    const clean = async (): Promise<readonly RemovedEntry[]> => {
      // Beside runs that are not waited for: what else they use was linked already.
      const isMounted = force && (await liveRuns({ ...state, ...places })).length > 0;
      const entries = listCacheEntries(places.cacheDir).filter(
        ({ bucket }) => !isMounted || bucket !== 'environments',
      );
      const chosen = choice(await sizedEntries(entries), cacheLimit?.value);
      if (!dryRun) {
        await removeEntries(
          places.cacheDir,
          chosen.map(({ entry }) => entry),
        );
      }
      return chosen.map(({ entry: { bucket: kind, path }, bytes }) => ({ kind, path, bytes }));
    };
    const removed = dryRun
      ? await clean()
      : await whileNoRun('cache', { ...state, places, force, signal: context.stop.drain }, clean);
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
