import { SpipError } from '../../lib/spipError.ts';
import type { MemoryPeak } from '../../model/memoryPeak.ts';
import type { CellRecord } from '../../model/record.ts';
import { openResults } from '../../results/openResults.ts';
import type { Results } from '../../results/results.ts';
import type { NewRun } from '../../results/writeRun.ts';

interface RunEnd {
  readonly seconds: number;
  readonly exitStatus: number;
}

export interface RecordedRun {
  readonly results: Pick<Results, 'verdict' | 'saveVerdict' | 'earlierState'>;
  /** `tell` is called when the cell is stored (`Results.saveCell`). */
  readonly save: (cell: CellRecord, tell: () => void) => void;
  /** Stores and tells at once what still waits for others. */
  readonly settle: () => void;
  /** How long a cell took, in seconds, when it last came to its end. */
  readonly secondsOf: (cell: string) => number | undefined;
  /** The most memory that steps of the run's packages have taken in earlier runs. */
  readonly peaks: readonly MemoryPeak[];
  /** Stores how the run ended. Returns why the record is not whole, if it is not. */
  readonly finish: (end: RunEnd) => SpipError | undefined;
  readonly close: () => void;
}

/** Opens the database of runs and stores the plan: from here on a crash loses only what has not ended. */
export async function recordResults(path: string, plan: NewRun): Promise<RecordedRun> {
  const results = await openResults(path);
  results.begin(plan);
  const durations = results.durations(plan.cells.map(({ id }) => id));
  return {
    results,
    secondsOf: (cell) => durations.get(cell),
    peaks: results.peaks(new Set(plan.jobs.map(({ underTest }) => underTest))),
    save: (cell, tell) => results.saveCell(cell, tell),
    settle: () => results.settle(),
    finish: (end) => finish(results, end, path),
    close: () => results.close(),
  };
}

function finish(results: Results, end: RunEnd, path: string): SpipError | undefined {
  try {
    results.finish(end);
    return undefined;
  } catch (error) {
    if (!(error instanceof SpipError)) {
      throw error;
    }
    const message = `Failed to write the record of this run to \`${path}\``;
    return new SpipError('disk', message, { hint: error.hint, cause: error.cause });
  }
}
