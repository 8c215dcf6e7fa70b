import { SpipError } from '../lib/spipError.ts';
import type { Context } from '../model/context.ts';
import type { MatrixOptions } from '../model/options.ts';

/** Resolves to the exit status. */
export async function runMatrix(options: MatrixOptions, context: Context): Promise<number> {
  await Promise.resolve(context);
  throw new SpipError('internal', `Failed to run: ${options.requirements.join(' ')}`);
}
