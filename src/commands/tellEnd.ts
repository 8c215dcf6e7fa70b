import type { MatrixEnd } from '../flows/jobs/planAndTest.ts';
import type { Context } from '../model/context.ts';

/** The exit status of a run; of a plan, which is printed, 0. */
export async function tellEnd(
  end: MatrixEnd,
  { screen }: Pick<Context, 'screen'>,
): Promise<number> {
  if (end.kind === 'tested') {
    return end.exitStatus;
  }
  const { planText } = await import('../report/text/planText.ts');
  screen.out.write(planText(end.plan, screen.out));
  return 0;
}
