import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { setAsideIfDamaged } from '../../cache/setAside.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { entryPackages } from '../../store/entryPackages.ts';
import { verifyEntry } from '../../store/verifyEntry.ts';
import { withSharedState } from '../run/withSharedState.ts';
import type { SharedState } from '../run/withSharedState.ts';

/** `spip cache verify`: what is damaged is out of the way when it resolves. */
export function cacheVerify(global: GlobalOptions, context: Context): Promise<Verified> {
  return withSharedState(global, context, (state) => verify(state, context.stop.drain));
}

interface Verified {
  /** How many entries. */
  readonly verified: number;
  readonly damaged: readonly DamagedEntry[];
}

interface DamagedEntry {
  readonly kind: string;
  /** The package that it belongs to, where it is one and that can still be told. */
  readonly package: string | null;
  readonly path: string;
  readonly reason: string;
  readonly quarantine: string;
}

async function verify({ settings, locks }: SharedState, signal: AbortSignal): Promise<Verified> {
  const { cacheDir } = settings.places;
  const entries = listCacheEntries(cacheDir).filter(
    ({ bucket }) => bucket !== 'quarantine' && bucket !== 'kept',
  );
  const packages = entryPackages(entries);
  const damaged: DamagedEntry[] = [];
  for (const entry of entries) {
    if (signal.aborted) {
      throw new SpipError('interrupted', 'Failed to verify the rest of the cache: interrupted');
    }
    // The lock is taken only where something is wrong; then all of it is read again.
    const aside =
      (await verifyEntry(entry)) === undefined
        ? undefined
        : await setAsideIfDamaged(entry, { cacheDir, locks: locks.cache, problemOf: verifyEntry });
    if (aside !== undefined) {
      damaged.push({
        kind: entry.bucket,
        package: onlyOne(packages.get(entry.path)) ?? null,
        path: entry.path,
        reason: aside.reason,
        quarantine: aside.away,
      });
    }
  }
  return { verified: entries.length, damaged };
}

function onlyOne(names: readonly string[] = []): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}
