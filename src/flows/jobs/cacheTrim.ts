import { entriesToTrim } from '../../cache/entriesToTrim.ts';
import type { Context } from '../../model/context.ts';
import { removeFromCache } from './cacheClean.ts';
import type { Cleaned, CleanOptions } from './cacheClean.ts';

interface TrimRequest extends CleanOptions {
  /** Whether the cache is to be moved to another machine. */
  readonly ci: boolean;
  /** In bytes; `undefined`: 1 GB where it is to be moved. */
  readonly maxSize: number | undefined;
}

/** What CI services keep without a word is some gigabytes for all jobs. */
const ciBytes = 1e9;

/** `spip cache trim`: what was removed, or would be. */
export function cacheTrim(request: TrimRequest, context: Context): Promise<Cleaned> {
  const most = request.maxSize ?? ciBytes;
  return removeFromCache(request, context, (sized) => entriesToTrim(sized, { ...request, most }));
}
