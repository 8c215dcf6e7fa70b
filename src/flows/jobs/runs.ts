import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { runsText } from '../../report/runsText.ts';
import { openResults } from '../../results/openResults.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface RunsRequest {
  readonly global: GlobalOptions;
  readonly limit: number;
  readonly format: 'table' | 'json';
}

/** `spip runs`. Resolves to the exit status. */
export async function runRuns(options: RunsRequest, context: Context): Promise<number> {
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
