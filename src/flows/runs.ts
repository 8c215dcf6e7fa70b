import type { Context } from '../model/context.ts';
import type { RunsOptions } from '../model/options.ts';

export async function runRuns(options: RunsOptions, context: Context): Promise<number> {
  await Promise.resolve([options, context]);
  return 3;
}
