import { SpipError } from '../../lib/spipError.ts';
import type { CellResult } from '../../model/cellResult.ts';
import { cellRecord, milliseconds, plannedCellRecord } from '../../report/record.ts';
import { openResults } from '../../results/openResults.ts';
import type { Results } from '../../results/results.ts';
import type { MatrixShop } from './matrixShop.ts';
import { resultsPath } from '../run/placesOf.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';

interface RunEnd {
  readonly seconds: number;
  readonly exitStatus: number;
}

export interface RecordedRun {
  readonly save: (result: CellResult) => void;
  /** How long a cell took when it last came to its end. */
  readonly secondsOf: (cell: string) => number | undefined;
  /** Stores how the run ended. Returns why the record is not whole, if it is not. */
  readonly finish: (end: RunEnd) => SpipError | undefined;
  readonly close: () => void;
}

/** Opens the database of runs and stores the plan: from here on a crash loses only what has not ended. */
export async function recordResults(request: {
  readonly plan: MatrixPlan;
  readonly shop: MatrixShop;
  readonly version: string;
}): Promise<RecordedRun> {
  const { plan, shop, version } = request;
  const path = resultsPath(shop.workshop.settings.places);
  const results = await openResults(path);
  const decided = new Map(plan.decided.map((result) => [result.cell.id, result]));
  const planned = new Map(plan.planned.map(({ cell }) => [cell.id, cell]));
  results.begin({
    spip: version,
    run: shop.run,
    selections: plan.selections,
    cells: plan.order.flatMap((id) => {
      const cell = planned.get(id);
      const result = decided.get(id);
      return [
        ...(cell === undefined ? [] : [plannedCellRecord(cell)]),
        ...(result === undefined ? [] : [cellRecord(result)]),
      ];
    }),
  });
  const durations = results.durations([...planned.keys()]);
  return {
    secondsOf: (cell) => durations.get(cell),
    save: (result) => results.saveCell(cellRecord(result)),
    finish: (end) => finish(results, end, path),
    close: () => results.close(),
  };
}

function finish(
  results: Results,
  { seconds, exitStatus }: RunEnd,
  path: string,
): SpipError | undefined {
  try {
    results.finish({ seconds: milliseconds(seconds), exitStatus });
    return undefined;
  } catch (error) {
    if (!(error instanceof SpipError)) {
      throw error;
    }
    const message = `Failed to write the record of this run to \`${path}\``;
    return new SpipError('disk', message, { hint: error.hint, cause: error.cause });
  }
}
