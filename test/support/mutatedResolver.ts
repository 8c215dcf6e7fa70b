import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Resolver } from './differential.ts';

/** A bug to plant: in one file of `src/resolve` one piece of text is replaced. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface MutatedResolver {
  readonly resolve: Resolver;
  /** To be removed by the test. */
  readonly folder: string;
}

/** The resolver as it would be with the bug: a copy of the rooms that it is made of, changed in one place. */
export async function mutateResolver(bug: PlantedBug): Promise<MutatedResolver> {
  const folder = await mkdtemp(join(tmpdir(), 'spip-mutated-'));
  await Promise.all(
    ['resolve', 'pep', 'lib', 'model'].map((room) =>
      cp(join('src', room), join(folder, room), { recursive: true }),
    ),
  );
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  const path = join(folder, 'resolve', bug.file);
  const source = await readFile(path, 'utf8');
  if (source.split(bug.from).length !== 2) {
    throw new Error(`Expected \`${bug.from}\` exactly once in \`${bug.file}\``);
  }
  await writeFile(
    path,
    source.replace(bug.from, () => bug.to),
  );
  const loaded = (await import(pathToFileURL(join(folder, 'resolve', 'resolve.ts')).href)) as {
    readonly resolve: Resolver;
  };
  return { resolve: loaded.resolve, folder };
}
