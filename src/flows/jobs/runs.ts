import type { Context } from '../../model/context.ts';
import type { RunsOptions } from '../../model/options.ts';
import { runsText } from '../../report/runsText.ts';
import { openResults } from '../../results/openResults.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

/** `spip runs`. Resolves to the exit status. */
export async function runRuns(options: RunsOptions, context: Context): Promise<number> {
  const { out } = context.screen;
  const results = await openResults(resultsPath(await sweptPlaces(options.global, context)));
  try {
    const runs = results.runs({ limit: options.limit });
    out.write(
      options.format === 'json' ? `${JSON.stringify(runs, undefined, 2)}\n` : runsText(runs, out),
    );
    return 0;
  } finally {
    results.close();
  }
}
