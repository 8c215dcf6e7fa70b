/** A non-negative integer of any size: a number while it is safe, a bigint beyond, so `===` and `<` always hold. */
export type VersionNumber = number | bigint;

/** One segment of a local label: words sort before numbers. */
export type LocalSegment = VersionNumber | string;

/**
 * The sort key of a version (PEP 440, "Summary of permitted suffixes and relative ordering").
 * Absent parts hold the value that sorts where the absence belongs, so comparing never asks what is there.
 */
export interface VersionOrder {
  readonly epoch: VersionNumber;
  /** At least one number, as written. */
  readonly release: readonly VersionNumber[];
  /** Length of `release` without its trailing zeros. */
  readonly significant: number;
  /** 0: only a dev release (`1.0.dev1`); 1 alpha, 2 beta, 3 candidate, 4 final. */
  readonly phase: 0 | 1 | 2 | 3 | 4;
  /** Number of the alpha, beta or candidate, else 0. */
  readonly phaseNumber: VersionNumber;
  /** Number of the post release, else -1; `Infinity` only in bounds: behind all post releases. */
  readonly post: VersionNumber;
  /** Number of the dev release, else `Infinity`. */
  readonly dev: VersionNumber;
  /** Empty without a local label. */
  readonly local: readonly LocalSegment[];
}

/** Negative if `a` sorts before `b`, 0 if they are equal, else positive (PEP 440). */
export function compareOrders(a: VersionOrder, b: VersionOrder): number {
  if (a.epoch !== b.epoch) {
    return a.epoch < b.epoch ? -1 : 1;
  }
  return compareReleases(a, b) || compareSuffixes(a, b);
}

function compareReleases(a: VersionOrder, b: VersionOrder): number {
  const shared = Math.min(a.significant, b.significant);
  for (let i = 0; i < shared; i += 1) {
    const x = a.release[i] ?? 0;
    const y = b.release[i] ?? 0;
    if (x !== y) {
      return x < y ? -1 : 1;
    }
  }
  // What one has more ends in a number that is not zero.
  return a.significant - b.significant;
}

function compareSuffixes(a: VersionOrder, b: VersionOrder): number {
  if (a.phase !== b.phase) {
    return a.phase - b.phase;
  }
  if (a.phaseNumber !== b.phaseNumber) {
    return a.phaseNumber < b.phaseNumber ? -1 : 1;
  }
  if (a.post !== b.post) {
    return a.post < b.post ? -1 : 1;
  }
  if (a.dev !== b.dev) {
    return a.dev < b.dev ? -1 : 1;
  }
  return a.local === b.local ? 0 : compareLocals(a.local, b.local);
}

function compareLocals(a: readonly LocalSegment[], b: readonly LocalSegment[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x === y) {
      continue;
    }
    if (typeof x === 'string') {
      return typeof y === 'string' && x > y ? 1 : -1;
    }
    return typeof y !== 'string' && x < y ? -1 : 1;
  }
  return a.length - b.length;
}

/** How many of the numbers stand before the trailing zeros. */
export function countSignificant(release: readonly VersionNumber[]): number {
  let count = release.length;
  while (count > 0 && release[count - 1] === 0) {
    count -= 1;
  }
  return count;
}

/** The next integer. */
export function successor(number: VersionNumber): VersionNumber {
  return typeof number === 'number' && number < Number.MAX_SAFE_INTEGER
    ? number + 1
    : BigInt(number) + 1n;
}

const phaseLabels = ['', 'a', 'b', 'rc', ''] as const;

/** The normalised spelling (PEP 440, "Normalization"); trailing zeros stay. */
export function formatOrder(order: VersionOrder): string {
  let text = order.epoch === 0 ? '' : `${order.epoch}!`;
  text += order.release.join('.');
  const label = phaseLabels[order.phase];
  if (label !== '') {
    text += `${label}${order.phaseNumber}`;
  }
  if (order.post !== -1) {
    text += `.post${order.post}`;
  }
  if (order.dev !== Infinity) {
    text += `.dev${order.dev}`;
  }
  return order.local.length === 0 ? text : `${text}+${order.local.join('.')}`;
}
