import type { Context } from '../model/context.ts';
import type { PythonFindOptions } from '../model/options.ts';

export async function runPythonFind(options: PythonFindOptions, context: Context): Promise<number> {
  await Promise.resolve([options, context]);
  return 3;
}
