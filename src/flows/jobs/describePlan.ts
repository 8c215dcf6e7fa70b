import { formatBytes } from '../../lib/formatBytes.ts';
import { defaultBuildMs } from '../../build/openBuild.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import type { Run } from './withRun.ts';

/** What `--dry-run` tells. */
export interface DescribedPlan extends Pick<MatrixPlan, 'selections' | 'cells' | 'decided'> {
  readonly jobs: number;
  /** Limits by name, such as `step 600 s`. */
  readonly limits: readonly string[];
}

/** Which cells would run, and under which limits. */
export function describePlan(
  { selections, cells, decided }: MatrixPlan,
  { jobs, limits }: Pick<Run<MatrixOptions>, 'jobs'> & Pick<CellJob, 'limits'>,
): DescribedPlan {
  const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
  return {
    selections,
    cells,
    decided,
    jobs,
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
