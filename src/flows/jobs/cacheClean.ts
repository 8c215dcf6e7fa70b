import type { CacheEntry } from '../../cache/cacheEntries.ts';
import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { leastRecentlyUsed } from '../../cache/leastRecentlyUsed.ts';
import { removeEntries } from '../../cache/removeEntries.ts';
import { sizedEntries } from '../../cache/sizedEntries.ts';
import type { SizedEntry } from '../../cache/sizedEntries.ts';
import { uselessEntries } from '../../cache/uselessEntries.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { alignColumns } from '../../report/alignColumns.ts';
import { countOf } from '../../report/cacheInfoText.ts';
import { formatBytes } from '../../lib/formatBytes.ts';
import { entryPackages } from '../../store/entryPackages.ts';
import { aloneWith } from '../run/aloneWith.ts';
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
  readonly format: 'table' | 'json';
}

/** `spip cache clean`. Resolves to the exit status. */
export async function runCacheClean(options: CleanRequest, context: Context): Promise<number> {
  const { screen, stop, clock } = context;
  const done = await withSharedState(options.global, context, async (state) => {
    const { swept } = state;
    const { places, cacheLimit } = state.settings;
    const clean = async (): Promise<readonly SizedEntry[]> => {
      const sized = await sizedEntries(listCacheEntries(places.cacheDir));
      const chosen = choose(sized, { options, now: clock.now(), limit: cacheLimit?.value });
      if (!options.dryRun) {
        await removeEntries(
          places.cacheDir,
          chosen.map(({ entry }) => entry),
        );
      }
      return chosen;
    };
    const removed = options.dryRun
      ? await clean()
      : await aloneWith(
          'cache',
          { ...state, places, force: options.force, signal: stop.drain },
          clean,
        );
    return { removed, swept };
  });
  screen.out.write(
    options.format === 'json' ? jsonOf(done, options) : textOf(done, options, context),
  );
  return 0;
}

interface Cleaned {
  readonly removed: readonly SizedEntry[];
  /** Ids of dead runs whose leftovers are gone, also of a dry run. */
  readonly swept: readonly string[];
}

interface Choice {
  readonly options: CleanRequest;
  readonly now: Date;
  readonly limit: number | undefined;
}

function choose(
  sized: readonly SizedEntry[],
  { options, now, limit }: Choice,
): readonly SizedEntry[] {
  const { all, packages, olderThan } = options;
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
      .filter((entry) => packages.includes(names.get(entry.path) ?? '') && isOld(entry))
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

function textOf({ removed, swept }: Cleaned, options: CleanRequest, { screen }: Context): string {
  const kinds = Map.groupBy(removed, ({ entry }) => entry.bucket);
  const rows = [...kinds].map(([kind, entries]) => [
    kind,
    String(entries.length),
    formatBytes(bytesOf(entries)),
  ]);
  const table =
    rows.length === 0 ? '' : `${alignColumns(['Kind', 'Entries', 'Size'], rows, screen.out)}\n`;
  const done = options.dryRun ? 'Would remove' : 'Removed';
  const dead =
    swept.length === 0 ? '' : `Cleaned up after runs that had died: ${swept.join(', ')}\n`;
  return `${dead}${table}${done} ${countOf(removed.length)}, ${formatBytes(bytesOf(removed))}\n`;
}

function jsonOf({ removed, swept }: Cleaned, { dryRun }: CleanRequest): string {
  const entries = removed.map(({ entry, bytes }) => ({
    kind: entry.bucket,
    path: entry.path,
    bytes,
  }));
  const answer = { schema_version: 1, dry_run: dryRun, removed: entries, swept_runs: swept };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
}

function bytesOf(entries: readonly SizedEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}
