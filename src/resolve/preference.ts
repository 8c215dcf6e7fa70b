import type { ProjectPackage } from './solverPackage.ts';
import { newestIndex, nothing, oldestIndex } from './states.ts';
import type { States } from './states.ts';
import type { ResolvePolicy } from './resolveRequest.ts';

/** Picks the release to try next of those that a package may still be in. */
export interface Preference {
  /** Index of the most preferred release in the set; -1 if it holds none. */
  pick(package_: ProjectPackage, states: States): number;
}

export interface PreferredNames {
  /** What is asked for. */
  readonly direct: ReadonlySet<string>;
  /** What stands beside what is asked for: the newest, whatever the strategy. */
  readonly tools: ReadonlySet<string>;
}

/**
 * Newest or oldest first by strategy; unless the policy says otherwise, every pre-release comes after all finals:
 * one is chosen only where no final is left (`docs/resolver.md`, Preference).
 */
export function makePreference(
  policy: Pick<ResolvePolicy, 'pre' | 'strategy'>,
  { direct, tools }: PreferredNames,
): Preference {
  return {
    pick(package_, states) {
      const isLowest =
        !tools.has(package_.name) &&
        (policy.strategy === 'lowest' ||
          (policy.strategy === 'lowest-direct' && direct.has(package_.name)));
      const pickFrom = isLowest ? oldestIndex : newestIndex;
      const finals = policy.pre ? states : states & ~package_.candidates.list.prereleases;
      const index = pickFrom(finals);
      return index >= 0 || finals === states || states === nothing ? index : pickFrom(states);
    },
  };
}
