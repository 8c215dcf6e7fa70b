import { defaultBuildMs } from '../../build/openBuild.ts';
import { planText } from '../../report/planText.ts';
import type { MatrixRun } from '../cell/openMatrixShop.ts';
import { testLimits } from '../../testrun/testPlan.ts';

/** `--dry-run`: prints which cells would run, and under which limits. Returns the exit status. */
export function printPlan({
  plan,
  jobs,
  options,
  context,
}: Pick<MatrixRun, 'plan' | 'jobs' | 'options' | 'context'>): number {
  const { out } = context.screen;
  const limits = testLimits(options.timeout);
  const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;
  const text = planText(
    {
      selections: plan.selections,
      cells: plan.planned.map(({ cell }) => cell),
      decided: plan.decided,
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
