import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Teardown } from '../../lib/teardown.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Cover } from '../../process/isolation/isolation.ts';
import type { CellPlace } from './cellHost.ts';

/**
 * Where in an environment stands what sees which modules a test really imports, relative to the prefix. In one that cells
 * share it is empty.
 */
export function witnessPath({ paths }: Interpreter): string {
  return join(paths.purelib, 'spip-witness.pth');
}

interface Witnessed {
  readonly job: Pick<CellJob, 'slug'>;
  readonly place: CellPlace;
  readonly interpreter: Interpreter;
}

/**
 * Puts the witness into the environment for the time of its tests: it is none of its files. Where cells share the
 * environment it is only shown there; then what is shown where is the result.
 */
export async function placeWitness(
  text: string,
  { job, place, interpreter }: Witnessed,
  { temporary, teardown }: { readonly temporary: string; readonly teardown: Teardown },
): Promise<readonly Cover[]> {
  const target = join(place.folders.env, witnessPath(interpreter));
  const isShared = place.materialised.sealed === true;
  const path = isShared ? join(temporary, `${job.slug}-witness.pth`) : target;
  teardown.register(() => rm(path, { force: true }));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return isShared ? [{ path: target, shows: path }] : [];
}
