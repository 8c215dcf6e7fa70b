import { formatIntervals } from './formatIntervals.ts';
import { bottom, compareCuts, cutBefore, cutBehind, isBehind, top } from './versionCut.ts';
import type { Cut } from './versionCut.ts';
import type { VersionOrder } from './versionOrder.ts';

/** All versions behind `lower` and before `upper`; never empty. */
export interface Interval {
  readonly lower: Cut;
  readonly upper: Cut;
}

/**
 * A set of versions: intervals in ascending order that neither touch nor overlap. Each set of versions that
 * PEP 440 specifiers can name has exactly one such form, so equal sets have equal intervals.
 */
export interface VersionRanges {
  readonly intervals: readonly Interval[];
}

/** No version. */
export const emptyRanges: VersionRanges = { intervals: [] };

/** Every version. */
export const fullRanges: VersionRanges = { intervals: [{ lower: bottom, upper: top }] };

/** All versions between two cuts; empty where none lies between. */
export function rangesBetween(lower: Cut, upper: Cut): VersionRanges {
  return compareCuts(lower, upper) < 0 ? { intervals: [{ lower, upper }] } : emptyRanges;
}

/** Exactly this version, not its local versions. */
export function exactRanges(version: VersionOrder): VersionRanges {
  return { intervals: [{ lower: cutBefore(version), upper: cutBehind(version) }] };
}

/**
 * The versions that specifiers admit, pre-releases included (PEP 440, "Version specifiers").
 *
 * `===` compares text, which no set of versions can hold: its range is exactly the version that the text
 * reads as, empty if it reads as none, so it holds at least all admitted versions. Whether a candidate's spelling
 * fits as well, `specifiersContain` tells.
 *
 * @public
 */
export function rangesOf(specifiers: { readonly ranges: VersionRanges }): VersionRanges {
  return specifiers.ranges;
}

/** Whether the set holds the version. */
export function rangesContain(ranges: VersionRanges, version: VersionOrder): boolean {
  const { intervals } = ranges;
  let low = 0;
  let high = intervals.length;
  // The first interval that ends behind the version decides.
  while (low < high) {
    const middle = (low + high) >>> 1;
    const interval = intervals[middle];
    if (interval !== undefined && isBehind(version, interval.upper)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const found = intervals[low];
  return found !== undefined && isBehind(version, found.lower);
}

/** The versions in both sets. */
export function intersectRanges(a: VersionRanges, b: VersionRanges): VersionRanges {
  if (a === b || b === fullRanges) {
    return a;
  }
  if (a === fullRanges) {
    return b;
  }
  const intervals: Interval[] = [];
  for (const { lower, upper } of overlaps(a, b)) {
    intervals.push({ lower, upper });
  }
  return intervals.length === 0 ? emptyRanges : { intervals };
}

/**
 * The versions in at least one of the sets.
 *
 * @public
 */
export function unionRanges(a: VersionRanges, b: VersionRanges): VersionRanges {
  if (a.intervals.length === 0 || a === b) {
    return b;
  }
  if (b.intervals.length === 0) {
    return a;
  }
  const merged: Interval[] = [];
  let open: Interval | undefined;
  for (const next of inOrder(a.intervals, b.intervals)) {
    if (open === undefined) {
      open = next;
    } else if (compareCuts(next.lower, open.upper) > 0) {
      merged.push(open);
      open = next;
    } else if (compareCuts(next.upper, open.upper) > 0) {
      open = { lower: open.lower, upper: next.upper };
    }
  }
  return { intervals: open === undefined ? merged : [...merged, open] };
}

/** All other versions. */
export function complementRanges(a: VersionRanges): VersionRanges {
  const gaps: Interval[] = [];
  let lower = bottom;
  for (const interval of a.intervals) {
    if (compareCuts(lower, interval.lower) < 0) {
      gaps.push({ lower, upper: interval.lower });
    }
    lower = interval.upper;
  }
  if (compareCuts(lower, top) < 0) {
    gaps.push({ lower, upper: top });
  }
  return { intervals: gaps };
}

/**
 * Whether no version is in the set.
 *
 * @public
 */
export function isEmptyRanges(a: VersionRanges): boolean {
  return a.intervals.length === 0;
}

/**
 * Whether every version of `a` is in `b`.
 *
 * @public
 */
export function isSubsetRanges(a: VersionRanges, b: VersionRanges): boolean {
  let i = 0;
  for (const inner of a.intervals) {
    let outer = b.intervals[i];
    while (outer !== undefined && compareCuts(outer.upper, inner.upper) < 0) {
      i += 1;
      outer = b.intervals[i];
    }
    if (outer === undefined || compareCuts(outer.lower, inner.lower) > 0) {
      return false;
    }
  }
  return true;
}

/**
 * Whether no version is in both sets.
 *
 * @public
 */
export function areDisjointRanges(a: VersionRanges, b: VersionRanges): boolean {
  return overlaps(a, b).next().done === true;
}

/**
 * Whether both sets hold the same versions.
 *
 * @public
 */
export function equalRanges(a: VersionRanges, b: VersionRanges): boolean {
  return (
    a === b ||
    (a.intervals.length === b.intervals.length &&
      a.intervals.every((interval, i) => {
        const other = b.intervals[i];
        return (
          other !== undefined &&
          compareCuts(interval.lower, other.lower) === 0 &&
          compareCuts(interval.upper, other.upper) === 0
        );
      }))
  );
}

/**
 * The set as specifiers for people: `>=1,<2,!=1.5 | ==3`, `*` for every version, `none` for no version.
 * What no specifier can say is rounded to the nearest one that can: a version without its local ones is `==1.0`,
 * everything up to the last post-release of `1.0` is `<=1.0`, and all before `1.0`, its pre-releases too, is `<1.0`.
 *
 * @public
 */
export function formatRanges(a: VersionRanges): string {
  return formatIntervals(a.intervals);
}

/** The common parts in ascending order. */
function* overlaps(a: VersionRanges, b: VersionRanges): Generator<Interval> {
  let i = 0;
  let j = 0;
  let left = a.intervals[i];
  let right = b.intervals[j];
  while (left !== undefined && right !== undefined) {
    const lower = compareCuts(left.lower, right.lower) < 0 ? right.lower : left.lower;
    const leftEndsFirst = compareCuts(left.upper, right.upper) < 0;
    const upper = leftEndsFirst ? left.upper : right.upper;
    if (compareCuts(lower, upper) < 0) {
      yield { lower, upper };
    }
    if (leftEndsFirst) {
      i += 1;
      left = a.intervals[i];
    } else {
      j += 1;
      right = b.intervals[j];
    }
  }
}

/** Two ascending lists as one. */
function* inOrder(a: readonly Interval[], b: readonly Interval[]): Generator<Interval> {
  let i = 0;
  let j = 0;
  for (;;) {
    const left = a[i];
    const right = b[j];
    if (left !== undefined && (right === undefined || compareCuts(left.lower, right.lower) <= 0)) {
      i += 1;
      yield left;
    } else if (right !== undefined) {
      j += 1;
      yield right;
    } else {
      return;
    }
  }
}
