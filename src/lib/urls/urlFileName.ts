import { decodePercent } from './decodePercent.ts';

/** The last part of a URL's path, as it is written in file names. */
export function urlFileName(url: string): string {
  return decodePercent(new URL(url).pathname.split('/').at(-1) ?? '');
}
