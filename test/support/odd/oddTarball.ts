// What odd tars are made of: the source distribution `odd` 1.0, and one more file.
import { gzipSync } from 'node:zlib';
import { writeTar } from '../sdistBuilder.ts';
import type { TarEntrySpec } from '../sdistBuilder.ts';
import { members, top } from './oddTree.ts';

export const whole: readonly TarEntrySpec[] = members(`${top}/`);

export function tarball(...entries: readonly TarEntrySpec[]): Buffer {
  return gzipSync(writeTar([...whole, ...entries]));
}

/** The same with the magic of GNU in all headers. */
export function gnu(...entries: readonly TarEntrySpec[]): Buffer {
  const magic = 'ustar  \0';
  return gzipSync(writeTar([...whole, ...entries].map((entry) => ({ ...entry, magic }))));
}

export function pax(...records: readonly (string | Uint8Array)[]): TarEntrySpec {
  return { name: 'pax', type: 'x', data: Buffer.concat(records.map((one) => Buffer.from(one))) };
}

export function globalPax(...records: readonly string[]): TarEntrySpec {
  return { name: 'pax', type: 'g', data: records.join('') };
}

export const at = (path: string): string => `${top}/odd/${path}`;
export const file: TarEntrySpec = { name: at('more.py'), data: 'x = 1\n' };
