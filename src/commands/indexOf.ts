import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import { indexOptions } from '../options/indexOptions.ts';
import type { GivenIndex } from '../options/indexOptions.ts';

/** What the command line says about the index. */
export function indexOf(given: GivenIndex): GivenIndex {
  if (given.offline === true && given.refresh === true) {
    throw new SpipError('usage', 'Expected either `--offline` or `--refresh`, found both');
  }
  return pick(given, keysOf(indexOptions));
}
