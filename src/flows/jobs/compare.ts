import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Comparison } from '../../report/compareRuns.ts';
import { compareRuns } from '../../report/compareRuns.ts';
import { readExpectations, recordOf } from '../run/recordOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface CompareRequest {
  readonly global: GlobalOptions;
  /** Each an id, its beginning, `last`, or the file of a record. */
  readonly runs: readonly [from: string, to: string];
  /** Absolute path of a list of known failures. */
  readonly expect: string | undefined;
}

/** `spip compare`. */
export async function compare(
  { global, runs: [from, to], expect }: CompareRequest,
  context: Context,
): Promise<Comparison> {
  const places = await sweptPlaces(global, context);
  const expectations = await readExpectations(expect);
  return compareRuns(
    await recordOf(from, places, context.cwd),
    await recordOf(to, places, context.cwd),
    expectations,
  );
}
