import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../lib/removeTree.ts';
import { withCleanup } from '../lib/withCleanup.ts';
import type { Places } from '../model/settings.ts';
import { makeRunId } from './beginRun.ts';

/**
 * Gives a command that is no run a folder for unfinished files of the cache. It holds no lock: where a sweep takes the
 * folder away too early the file is not kept. `undefined` where the cache cannot be written.
 */
export async function withUnfinished<T>(
  { cacheDir }: Places,
  now: Date,
  task: (temporary: string | undefined) => Promise<T>,
): Promise<T> {
  const temporary = join(cacheDir, 'tmp', makeRunId(now));
  const made = await mkdir(temporary, { recursive: true }).catch(() => undefined);
  return withCleanup(
    () => task(made === undefined ? undefined : temporary),
    () => removeTree(temporary),
  );
}
