import { defaultBuildMs } from '../../build/openBuild.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { planText } from '../../report/planText.ts';
import { testLimits } from '../../testrun/testPlan.ts';
import type { MatrixPlan } from '../plan/planMatrix.ts';
import type { Run } from './withRun.ts';

/** `--dry-run`: prints which cells would run, and under which limits. Returns the exit status. */
export function printPlan(
  plan: MatrixPlan,
  { jobs, options, context }: Pick<Run<MatrixOptions>, 'jobs' | 'options' | 'context'>,
): number {
  const { out } = context.screen;
  const limits = testLimits(options.timeout);
  const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
  const text = planText(
    {
      ...plan,
      jobs,
      limits: [
        `step ${seconds(limits.customMs)}`,
        `import ${seconds(limits.importMs)} per module`,
        `build ${seconds(defaultBuildMs)}`,
        `output ${limits.outputBytes / 1_000_000} MB per log`,
        'core dumps off',
      ],
    },
    out,
  );
  out.write(text);
  return 0;
}
