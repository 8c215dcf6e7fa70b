import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from '../../lib/isErrno.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Places } from '../../model/settings.ts';

const hint =
  'choose another place with `--cache-dir` and `--data-dir`, or `SPIP_CACHE_DIR` and `SPIP_DATA_DIR`';

/**
 * Refuses places that no PATH can hold: a colon would split it, and what is found behind that is another program.
 *
 * @throws SpipError `invalid-settings`
 */
export function expectNoColon({ cacheDir, dataDir }: Places): void {
  for (const [name, place] of [
    ['cache', cacheDir],
    ['data', dataDir],
  ] as const) {
    if (place.includes(':')) {
      const message = `Expected no colon in the path of the ${name} directory: \`${place}\``;
      throw new SpipError('invalid-settings', message, { hint });
    }
  }
}

/**
 * Refuses to run tests on a file system on which no program can be started. On Linux the kernel says so of any file there, without
 * starting it.
 *
 * @param temporary this run's folder for unfinished files, where the file goes that is asked about
 * @throws SpipError `invalid-settings`
 */
export async function expectPrograms(
  temporary: string,
  { cacheDir, runsTests }: { readonly cacheDir: string; readonly runsTests: boolean },
): Promise<void> {
  if (!runsTests) {
    return;
  }
  const program = join(temporary, 'program');
  await writeFile(program, '#!/bin/sh\n', { mode: 0o700 });
  try {
    await access(program, constants.X_OK);
  } catch (error) {
    if (!isErrno(error, 'EACCES')) {
      throw error;
    }
    throw new SpipError(
      'invalid-settings',
      `Expected a cache directory in which programs can be started: \`${cacheDir}\``,
      { hint: `its file system is mounted with \`noexec\`: ${hint}`, cause: error },
    );
  }
}
