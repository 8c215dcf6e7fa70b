import type { World } from './indexServer.ts';
import type { ServedFile } from './indexPages.ts';
import { buildSdist } from './sdistBuilder.ts';
import type { SdistSpec } from './sdistBuilder.ts';
import { buildWheel } from './wheelBuilder.ts';
import type { WheelSpec } from './wheelBuilder.ts';

type Served = Partial<Omit<ServedFile, 'filename' | 'bytes'>>;

/** A wheel as an index serves it: its page says what its metadata says. */
export function wheelFile(spec: WheelSpec, served: Served = {}): ServedFile {
  const { filename, bytes, metadata } = buildWheel(spec);
  return { filename, bytes, metadata, requiresPython: spec.requiresPython, ...served };
}

/** A source distribution as an index serves it. */
export function sdistFile(spec: SdistSpec, served: Served = {}): ServedFile {
  const { filename, bytes } = buildSdist(spec);
  return { filename, bytes, ...served };
}

/** An index that holds these files, each under the project that its name begins with. */
export function worldOf(files: readonly ServedFile[]): World {
  const projects = Map.groupBy(files, ({ filename }) =>
    (filename.split('-')[0] ?? '').toLowerCase().replaceAll(/[_.]+/g, '-'),
  );
  return Object.fromEntries(projects);
}
