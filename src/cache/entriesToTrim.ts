import type { Bucket } from './buckets.ts';
import { leastRecentlyUsed } from './leastRecentlyUsed.ts';
import type { SizedEntry } from './sizedEntries.ts';
import { uselessEntries } from './uselessEntries.ts';

/** What says something of this machine, is linked to it, or is made again sooner than it is carried. */
const ofThisMachine: ReadonlySet<Bucket> = new Set([
  'environments',
  'tools',
  'interpreters',
  'kept',
  'quarantine',
]);

/**
 * What to remove so that the rest takes at most `most` bytes; with `ci` first of all what is worth nothing on another machine,
 * the folders of cells that the user has kept among it.
 */
export function entriesToTrim(
  sized: readonly SizedEntry[],
  { ci, most }: { readonly ci: boolean; readonly most: number },
): readonly SizedEntry[] {
  const here = sized.filter(({ entry }) => ci && ofThisMachine.has(entry.bucket));
  const others = sized.filter((each) => !here.includes(each));
  const useless = new Set(
    uselessEntries(others.map(({ entry }) => entry)).map(({ entry }) => entry),
  );
  const old = new Set(leastRecentlyUsed(others, most));
  return [...here, ...others.filter(({ entry }) => useless.has(entry) || old.has(entry))];
}
