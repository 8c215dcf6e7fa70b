import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import type { IndexOptions } from '../model/options.ts';
import { indexOptions } from '../options/indexOptions.ts';
import type { Values } from '../options/option.ts';

/** What the command line says about the index. */
export function indexOf(options: Values<typeof indexOptions>): IndexOptions {
  if (options.offline && options.refresh) {
    throw new SpipError('usage', 'Expected either `--offline` or `--refresh`, found both');
  }
  return pick(options, keysOf(indexOptions));
}
