import { compareOrders, countSignificant, successor } from './versionOrder.ts';
import type { VersionOrder } from './versionOrder.ts';

/**
 * A place between two neighbouring versions: just before (`side` 0) or just behind (`side` 1) the version `at`.
 *
 * Two cuts are equal exactly when no version lies between them: wherever the next version up is known
 * (behind the locals of `1.0` comes `1.0.post0.dev0`), a cut is written as the place before that one.
 */
export interface Cut {
  readonly at: VersionOrder;
  readonly side: 0 | 1;
}

const smallest: VersionOrder = {
  epoch: 0,
  release: [0],
  significant: 0,
  phase: 0,
  phaseNumber: 0,
  post: -1,
  dev: 0,
  local: [],
};

/** Before every version: nothing sorts below `0.dev0`. */
export const bottom: Cut = { at: smallest, side: 0 };

/** Behind every version. */
export const top: Cut = { at: { ...smallest, epoch: Infinity }, side: 0 };

/** Negative if `a` lies before `b`, 0 if no version lies between, else positive. */
export function compareCuts(a: Cut, b: Cut): number {
  return a === b ? 0 : compareOrders(a.at, b.at) || a.side - b.side;
}

/** Whether the version sorts behind the cut. */
export function isBehind(version: VersionOrder, cut: Cut): boolean {
  const order = compareOrders(version, cut.at);
  return order > 0 || (order === 0 && cut.side === 0);
}

/** Before the version itself; what it is a pre-release of lies behind. */
export function cutBefore(at: VersionOrder): Cut {
  return { at, side: 0 };
}

/** Behind exactly this version, before its local versions. */
export function cutBehind(at: VersionOrder): Cut {
  return { at, side: 1 };
}

/** Behind the version and all its local versions. */
export function cutBehindLocals(at: VersionOrder): Cut {
  if (at.dev !== Infinity) {
    return cutBefore({ ...at, dev: successor(at.dev), local: [] });
  }
  const post = at.post === -1 ? 0 : successor(at.post);
  return cutBefore({ ...at, post, dev: 0, local: [] });
}

/** Behind the version, its local versions and its post-releases. */
export function cutBehindPosts(at: VersionOrder): Cut {
  if (at.dev !== Infinity || at.post !== -1) {
    return cutBehindLocals(at);
  }
  return at.phase === 4
    ? cutBefore({ ...at, post: Infinity, local: [] })
    : cutBefore({ ...at, phaseNumber: successor(at.phaseNumber), dev: 0, local: [] });
}

/** Before all pre-releases of a version that is none itself; before any other just itself. */
export function cutBeforePrereleases(at: VersionOrder): Cut {
  if (at.phase !== 4 || at.dev !== Infinity) {
    return cutBefore(at);
  }
  return cutBefore({ ...at, phase: at.post === -1 ? 0 : 4, dev: 0, local: [] });
}

/** Before every version whose release begins with these numbers: `1.2.dev0` for `1.2.*`. */
export function cutBeforePrefix(at: VersionOrder): Cut {
  return cutBefore({ ...smallest, epoch: at.epoch, ...releaseOf(at.release) });
}

/** Behind every version whose release begins with these numbers: before `1.3.dev0` for `1.2.*`. */
export function cutBehindPrefix(
  epoch: VersionOrder['epoch'],
  prefix: VersionOrder['release'],
): Cut {
  const release = [...prefix.slice(0, -1), successor(prefix.at(-1) ?? 0)];
  return cutBefore({ ...smallest, epoch, ...releaseOf(release) });
}

function releaseOf(
  release: VersionOrder['release'],
): Pick<VersionOrder, 'release' | 'significant'> {
  return { release, significant: countSignificant(release) };
}
