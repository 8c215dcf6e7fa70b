import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoSpace, noSpace } from '../../lib/files/diskError.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Places } from '../../model/settings.ts';

/** Makes the folder of a run's record and logs, and gives its absolute path. */
export async function makeRunFolder({ dataDir }: Places, run: string): Promise<string> {
  const folder = join(dataDir, 'runs', run);
  try {
    await mkdir(join(folder, 'logs'), { recursive: true });
    return folder;
  } catch (error) {
    const failedTo = `make the run's folder \`${folder}\``;
    throw isNoSpace(error)
      ? noSpace(error, failedTo)
      : new SpipError('unwritable', `Failed to ${failedTo}`, {
          hint: 'choose another place with `--data-dir` or `SPIP_DATA_DIR`',
          cause: error,
        });
  }
}
