import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { openResults } from '../../results/openResults.ts';
import type { RunSummary } from '../../model/runSummary.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface RunsRequest {
  readonly global: GlobalOptions;
  /** At most so many. */
  readonly limit: number;
}

/** `spip runs`: newest first. */
export async function runs(
  { global, limit }: RunsRequest,
  context: Context,
): Promise<readonly RunSummary[]> {
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  try {
    return results.runs({ limit });
  } finally {
    results.close();
  }
}
