import type { Context } from '../../model/context.ts';
import type { CellRecord } from '../../model/record.ts';
import type { AgainRequest } from '../../options/againRequest.ts';
import { noStandard } from '../../report/exitStatus.ts';
import { openResults } from '../../results/openResults.ts';
import { slugOf } from '../../model/cellJob.ts';
import { againJob, againRun } from '../again/againRun.ts';
import { recordedCell } from '../again/recordedCell.ts';
import { findCell } from '../run/findCell.ts';
import { placesOf, resultsPath } from '../run/placesOf.ts';
import { testPlan } from './testPlan.ts';
import { withRun } from './withRun.ts';

/** A cell of an earlier run, and the same cell again. */
export interface Replayed {
  readonly before: CellRecord;
  readonly now: CellRecord;
  /** Ids of their runs. */
  readonly runs: { readonly before: string; readonly now: string };
  /** Exit status of the run that it was now. */
  readonly exitStatus: number;
}

/** `spip replay RUN CELL`: a run of this one cell, with the files that it had. */
export async function replay(request: AgainRequest, context: Context): Promise<Replayed> {
  const recorded = await recordedCell(request, context);
  const { record: before } = recorded;
  const ran = await withRun(againRun(request, recorded, context), context, async (run) => {
    const { job, resolverFor } = await againJob(recorded, run);
    const plan = {
      selections: [
        {
          package: before.package,
          requested: before.requested,
          versions: [before.version],
          available: 1,
        },
      ],
      cells: [headOf(before)],
      jobs: [{ ...job, slug: slugOf(0) }],
      decided: [],
      warnings: [],
    };
    const held = { ...run, standard: noStandard, doors: job.doors };
    return {
      run: run.facilities.runId,
      exitStatus: await testPlan(plan, held, resolverFor),
    };
  });
  const results = await openResults(resultsPath(await placesOf(request.global, context)));
  try {
    const now = findCell(before.id, results.show(ran.run).record.cells);
    const runs = { before: recorded.run, now: ran.run };
    return { before, now, runs, exitStatus: ran.exitStatus };
  } finally {
    results.close();
  }
}

function headOf(cell: CellRecord) {
  const { id, requested, extras, version, axes, tools, python, interpreter } = cell;
  return {
    id,
    package: cell.package,
    requested,
    extras,
    version,
    axes,
    tools,
    python,
    interpreter,
  };
}
