import type { Context } from '../model/context.ts';
import type { ShowOptions } from '../model/options.ts';

export async function runShow(options: ShowOptions, context: Context): Promise<number> {
  await Promise.resolve([options, context]);
  return 3;
}
