import { existsSync } from 'node:fs';
import { formatBytes } from '../../lib/formatBytes.ts';
import { defaultBuildMs } from '../../build/openBuild.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import { openResults } from '../../results/openResults.ts';
import { resultsPath } from '../run/placesOf.ts';
import type { Run } from './withRun.ts';

/** What `--dry-run` tells. */
export interface DescribedPlan extends Pick<MatrixPlan, 'selections' | 'cells' | 'decided'> {
  readonly jobs: number;
  /** How long it may take, by earlier runs of some of these cells; `undefined` where none is known. */
  readonly expected: ExpectedTime | undefined;
  /** Limits by name, such as `step 600 s`. */
  readonly limits: readonly string[];
}

interface ExpectedTime {
  readonly seconds: number;
  /** Of how many cells it is known. */
  readonly known: number;
}

/** Which cells would run, for how long, and under which limits. */
export async function describePlan(
  { selections, cells, decided, jobs: planned }: MatrixPlan,
  {
    jobs,
    limits,
    facilities,
  }: Pick<Run<MatrixOptions>, 'jobs' | 'facilities'> & Pick<CellJob, 'limits'>,
): Promise<DescribedPlan> {
  const path = resultsPath(facilities.settings.places);
  const expected = existsSync(path) ? await expectedTime(path, planned, jobs) : undefined;
  const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
  return {
    selections,
    cells,
    decided,
    jobs,
    expected,
    limits: [
      `step ${seconds(limits.customMs)}`,
      `import ${seconds(limits.importMs)} per module`,
      `build ${seconds(defaultBuildMs)}`,
      `silence ${limits.silenceMs === null ? 'as long as a step' : seconds(limits.silenceMs)}`,
      `output ${limits.outputBytes / 1_000_000} MB per log`,
      `memory ${formatBytes(limits.memoryBytes)}`,
      `${limits.tasks} processes and threads`,
      `disk ${formatBytes(limits.diskBytes)}`,
      'core dumps off',
    ],
  };
}

/** As if the others took as long as those that are known, and all slots were busy to the end. */
async function expectedTime(
  path: string,
  planned: MatrixPlan['jobs'],
  jobs: number,
): Promise<ExpectedTime | undefined> {
  const results = await openResults(path);
  try {
    const known = results.durations(planned.map(({ id }) => id));
    const seconds = [...known.values()];
    const total = seconds.reduce((sum, each) => sum + each, 0);
    return seconds.length === 0
      ? undefined
      : {
          seconds: Math.max(...seconds, (total / seconds.length) * (planned.length / jobs)),
          known: seconds.length,
        };
  } finally {
    results.close();
  }
}
