import { randomBytes } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import type { CellFolders } from './cellFolders.ts';

/** Programs of the system that were tried and lay an overlay over a folder here. */
export interface LayerPrograms {
  readonly unshare: string;
  readonly mount: string;
}

/** Below the folder of a cell; what runs in a sandbox does not see it. */
export const layerFolder = 'layer';

/**
 * Mounts the overlay in a namespace of its own, in which the command then starts. Paths are relative to the cell, so
 * that none of its characters means something to `mount`. `userxattr`: what a user may have (Linux 5.11).
 */
const script = `cd "$1" &&
"$2" -n -t overlay -o "lowerdir=$3,upperdir=$4/up,workdir=$4/work,userxattr" overlay "$3" &&
shift 4 && exec "$@"`;

/**
 * The command line that runs a command where the environment can be written to: an overlay takes what is written, the
 * files below it stay as they are. `flags` are further ones of `unshare`. Each start has a new one, in a folder of the cell that goes with it.
 */
export function withPrivateLayer(
  { unshare, mount, flags = [] }: LayerPrograms & { readonly flags?: readonly string[] },
  { cell, env }: CellFolders,
  argv: readonly string[],
): readonly string[] {
  const layer = join(layerFolder, randomBytes(8).toString('hex'));
  // What is seen has the mode of the upper folder.
  const { mode } = statSync(env);
  for (const name of ['up', 'work']) {
    mkdirSync(join(cell, layer, name), { recursive: true, mode });
  }
  const start = ['/bin/sh', '-c', script, 'sh', cell, mount, relative(cell, env), layer];
  return [unshare, '--user', '--map-root-user', '--mount', ...flags, '--', ...start, ...argv];
}

/** Where layers of a cell lie. */
export function layersOf({ cell }: CellFolders): string {
  return join(cell, layerFolder);
}

/** Whether anything was written to a layer of this cell. */
export function hasWrittenLayer(folders: CellFolders): boolean {
  const layers = layersOf(folders);
  return namesIn(layers).some((name) => namesIn(join(layers, name, 'up')).length > 0);
}
