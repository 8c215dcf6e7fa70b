import { listCacheEntries } from '../../cache/cacheEntries.ts';
import { setAsideIfDamaged } from '../../cache/setAside.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Context } from '../../model/context.ts';
import { countOf } from '../../report/cacheInfoText.ts';
import { plainText } from '../../report/plainText.ts';
import { entryPackages } from '../../store/entryPackages.ts';
import { verifyEntry } from '../../store/verifyEntry.ts';
import { withSharedState } from '../run/withSharedState.ts';
import type { SharedState } from '../run/withSharedState.ts';

interface VerifyRequest {
  readonly global: GlobalOptions;
  readonly format: 'table' | 'json';
}

/** `spip cache verify`. Resolves to the exit status: 1 if something was damaged. */
export async function runCacheVerify(options: VerifyRequest, context: Context): Promise<number> {
  const { out } = context.screen;
  const found = await withSharedState(options.global, context, (state) =>
    verify(state, context.stop.drain),
  );
  out.write(
    options.format === 'json'
      ? `${JSON.stringify({ schema_version: 1, ...found }, undefined, 2)}\n`
      : textOf(found),
  );
  return found.damaged.length === 0 ? 0 : 1;
}

interface Verified {
  readonly verified: number;
  readonly damaged: readonly DamagedEntry[];
}

interface DamagedEntry {
  readonly kind: string;
  /** The package that it belongs to, where that can still be told. */
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
        package: packages.get(entry.path) ?? null,
        path: entry.path,
        reason: aside.reason,
        quarantine: aside.away,
      });
    }
  }
  return { verified: entries.length, damaged };
}

function textOf({ verified, damaged }: Verified): string {
  const lines = damaged.map(
    ({ kind, package: name, path, reason, quarantine }) =>
      `damaged: ${kind}${name === null ? '' : ` of ${name}`}: ${reason}\n` +
      `  ${path}\n  moved to ${quarantine}`,
  );
  const end =
    damaged.length === 0
      ? `Verified ${countOf(verified)}: nothing is damaged`
      : `Verified ${countOf(verified)}: ${damaged.length} damaged, moved to quarantine; what is needed again is fetched or made anew`;
  return `${plainText([...lines, end].join('\n'))}\n`;
}
