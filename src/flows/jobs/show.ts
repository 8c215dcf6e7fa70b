import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { CellRecord, StoredRun } from '../../model/record.ts';
import { openResults } from '../../results/openResults.ts';
import { findCell } from '../run/findCell.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

interface ShowRequest {
  readonly global: GlobalOptions;
  /** `last` or a unique prefix of a run's id. */
  readonly run: string;
  /** A cell's id, `colorama==0.4.6@3.11`, or its name, `colorama 0.4.6 on 3.11`. */
  readonly cell: string | undefined;
}

interface Shown {
  readonly stored: StoredRun;
  /** The one that was asked for. */
  readonly cell: CellRecord | undefined;
}

/** `spip show RUN [CELL]`. */
export async function show({ global, run, cell }: ShowRequest, context: Context): Promise<Shown> {
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  try {
    const stored = results.show(run);
    return { stored, cell: cell === undefined ? undefined : findCell(cell, stored.record.cells) };
  } finally {
    results.close();
  }
}
