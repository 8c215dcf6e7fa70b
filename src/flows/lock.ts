import { SpipError } from '../lib/spipError.ts';
import type { Context } from '../model/context.ts';
import type { LockOptions } from '../model/options.ts';

/** Resolves to the exit status. */
export async function runLock(options: LockOptions, context: Context): Promise<number> {
  await Promise.resolve(context);
  throw new SpipError('internal', `Failed to run: ${options.requirements.join(' ')}`);
}
