import type { IndexOptions } from '../../options/indexOptions.ts';
import type { ResolutionStrategy } from '../../model/settings.ts';
import type { ResolvePolicy } from '../../resolve/resolveRequest.ts';

/** The policy that the options of a command ask for. */
export function resolvePolicy(
  index: IndexOptions,
  wishes: { readonly pre: boolean; readonly strategy: ResolutionStrategy | undefined },
): ResolvePolicy {
  return {
    pre: wishes.pre,
    onlyBinary: formatNames(index.onlyBinary),
    noBinary: formatNames(index.noBinary),
    excludeNewer: index.excludeNewer,
    strategy: wishes.strategy ?? 'highest',
  };
}

/** The policy for the requirements of builds: the newest that may be taken, as every front end takes them. */
export function buildPolicy(index: IndexOptions): ResolvePolicy {
  const policy = resolvePolicy(index, { pre: false, strategy: undefined });
  return { ...policy, excludeNewer: index.buildExcludeNewer ?? policy.excludeNewer };
}

/** As pip reads it: `:all:` and `:none:` replace what stands before them. */
function formatNames(values: readonly string[]): 'all' | readonly string[] {
  let names: 'all' | readonly string[] = [];
  for (const value of values) {
    if (value === ':all:') {
      names = 'all';
    } else if (value === ':none:') {
      names = [];
    } else {
      names = names === 'all' ? names : [...names, value];
    }
  }
  return names;
}
