import type { Context } from '../../model/context.ts';
import type { StoredRun } from '../../model/record.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { openResults } from '../../results/openResults.ts';
import type { RunSummary } from '../../model/runSummary.ts';
import type { PackageCounts } from '../../results/readRuns.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

/** Earlier runs, read anew at each call. */
export interface History {
  /** Newest first. */
  runs(): readonly RunSummary[];
  /** How each package fared in them, oldest first. */
  trends(): readonly PackageCounts[];
  /** One by its id, the beginning of it, or `last`. Throws `not-found`. */
  run(which: string): StoredRun;
  close(): void;
}

// As many as one looks through.
const limit = 200;

/** What `spip serve` shows. */
export async function openHistory(global: GlobalOptions, context: Context): Promise<History> {
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  return {
    runs: () => results.runs({ limit }),
    trends: () => results.trends({ limit }),
    run: (which) => results.show(which),
    close: () => results.close(),
  };
}
