import { existsSync } from 'node:fs';
import { SpipError } from '../../lib/spipError.ts';
import { repairs } from '../../model/cellJob.ts';
import type { CellJob, StepRequest } from '../../model/cellJob.ts';
import type { Context } from '../../model/context.ts';
import type { CellRecord } from '../../model/record.ts';
import type { AgainRequest } from '../../options/againRequest.ts';
import { openResults } from '../../results/openResults.ts';
import { findCell } from '../run/findCell.ts';
import { resultsPath } from '../run/placesOf.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';

/** A cell of an earlier run that had an environment. */
export interface RecordedCell {
  /** Id of its run. */
  readonly run: string;
  readonly record: CellRecord;
  /** Commit of its environment. */
  readonly environment: string;
  /** The very work that came to this, but for what is fetched for it. */
  readonly job: CellJob;
}

/** @throws SpipError `not-found`, `usage`: there is no such cell, or not all that it takes to run it again. */
export async function recordedCell(
  { global, run, cell }: Pick<AgainRequest, 'global' | 'run' | 'cell'>,
  context: Context,
): Promise<RecordedCell> {
  const results = await openResults(resultsPath(await sweptPlaces(global, context)));
  try {
    const { record } = results.show(run);
    const found = findCell(cell, record.cells);
    const { id, environment } = found;
    if (environment === null) {
      throw new SpipError('not-found', `Expected an environment of \`${id}\`: it got none`, {
        hint: `\`spip show ${run} '${id}'\` says why`,
      });
    }
    const job = results.job(run, id);
    if (job === undefined) {
      throw new SpipError(
        'not-found',
        `Expected run \`${record.run.id}\` to say how \`${id}\` is run again`,
        { hint: 'another version of spip made it: run the cell once more by `spip matrix`' },
      );
    }
    return {
      run: record.run.id,
      record: found,
      environment,
      job: onRung(found, complete(job, context.env)),
    };
  } finally {
    results.close();
  }
}

/** The environment of its tests that the outcome is of, and what was done for it: its tools are among its files. */
function onRung({ steps: records, notes }: CellRecord, job: CellJob): CellJob {
  const rung = records.find(({ name }) => name === 'own')?.tests?.environment;
  const steps = job.steps.map((step): StepRequest =>
    step.name === 'own' && rung !== undefined ? { ...step, tests: { ...step.tests, rung } } : step,
  );
  const repair =
    repairs.find((each) => notes.some(({ code }) => code === `repair-${each}`)) ?? null;
  return { ...job, steps, repair };
}

/** With what no record keeps: the values of variables. Files of this machine are taken as they are now. */
function complete(job: CellJob, env: Context['env']): CellJob {
  if (job.steps.some(({ name }) => name === 'checkout')) {
    throw new SpipError(
      'usage',
      `Expected a cell of \`spip matrix\`, found one of \`spip test\`: \`${job.id}\``,
      { hint: 'no record keeps a working tree' },
    );
  }
  const named = job.steps.flatMap((step) =>
    step.name === 'custom' ? step.test.files.map(({ path }) => path) : [],
  );
  const gone = [...named, ...job.doors.mounts].find((path) => !existsSync(path));
  if (gone !== undefined) {
    throw new SpipError('not-found', `Expected \`${gone}\` to exist, as for \`${job.id}\``);
  }
  const variables = Object.keys(job.doors.variables).map((name): [string, string] => {
    const value = env[name];
    if (value === undefined) {
      throw new SpipError('usage', `Expected \`${name}\` to be set, as for \`${job.id}\``, {
        hint: 'no record keeps the values of variables',
      });
    }
    return [name, value];
  });
  return { ...job, doors: { ...job.doors, variables: Object.fromEntries(variables) } };
}
