import type { MatrixOptions } from '../model/options.ts';
import { defaultLimits } from '../testrun/testPlan.ts';
import type { TestLimits } from '../testrun/testPlan.ts';

/** The limits of each cell: `--timeout` replaces those of both steps. */
export function testLimits({ timeout }: Pick<MatrixOptions, 'timeout'>): TestLimits {
  return timeout === undefined
    ? defaultLimits
    : { ...defaultLimits, importMs: timeout * 1000, customMs: timeout * 1000 };
}
