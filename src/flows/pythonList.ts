import type { Context } from '../model/context.ts';
import type { PythonListOptions } from '../model/options.ts';

export async function runPythonList(options: PythonListOptions, context: Context): Promise<number> {
  await Promise.resolve([options, context]);
  return 3;
}
