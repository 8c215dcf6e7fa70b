/** How large an archive may be before it counts as hostile. Sizes in bytes. */
export interface ArchiveLimits {
  readonly maxEntries: number;
  readonly maxTotalSize: number;
  /** Unpacked size over packed size; holds only for archives that unpack to more than `ratioFloor`. */
  readonly maxRatio: number;
  readonly ratioFloor: number;
}

/** Far above every known distribution: the largest wheels unpack to about 5 GiB and 60,000 entries. */
export const defaultLimits: ArchiveLimits = {
  maxEntries: 200_000,
  maxTotalSize: 16 * 2 ** 30,
  maxRatio: 200,
  ratioFloor: 128 * 2 ** 20,
};

/** What an archive of this size may unpack to, in bytes. */
export function mostUnpacked(
  { maxTotalSize, maxRatio, ratioFloor }: ArchiveLimits,
  packedSize: number,
): number {
  return Math.min(maxTotalSize, Math.max(ratioFloor, packedSize * maxRatio));
}

/** The broken rule, or `undefined` if the archive is within bounds. */
export function exceededLimit(
  limits: ArchiveLimits,
  found: { readonly entries: number; readonly totalSize: number; readonly packedSize: number },
): string | undefined {
  if (found.entries > limits.maxEntries) {
    return `it has more than ${limits.maxEntries} entries (limit \`maxEntries\`)`;
  }
  if (found.totalSize > limits.maxTotalSize) {
    return `it unpacks to more than ${limits.maxTotalSize} bytes (limit \`maxTotalSize\`)`;
  }
  if (found.totalSize > limits.ratioFloor && found.totalSize > found.packedSize * limits.maxRatio) {
    return `it unpacks to more than ${limits.maxRatio} times its size (limit \`maxRatio\`)`;
  }
  return undefined;
}
