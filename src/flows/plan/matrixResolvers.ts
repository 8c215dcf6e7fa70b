import type { Interpreter } from '../../model/interpreter.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { EnvironmentResolver } from '../sets/environmentResolver.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import type { FixedSet, LockedSet } from '../sets/lockedSet.ts';
import { withoutNames } from '../sets/lockedSet.ts';
import type { ConstrainedSource, OpenedDirects } from '../sets/openDirects.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { Inputs } from '../ask/readInputs.ts';
import { resolvePolicy } from '../sets/resolvePolicy.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import { namesBeside, readBeside } from './readBeside.ts';

export interface MatrixResolversOptions {
  readonly facilities: Facilities;
  readonly builder: WheelBuilder;
  readonly options: MatrixOptions;
  readonly inputs: Inputs;
  /** What `--lock` names for a Python; `undefined` without it. */
  readonly locked: ((python: Interpreter) => LockedSet) | undefined;
  /** What direct references lead to. */
  readonly fixed: FixedSet;
  /** What constraints say that packages are taken from; not the package under test. */
  readonly sources: readonly ConstrainedSource[];
  readonly bring: OpenedDirects['bring'];
}

const noSet: FixedSet = { projects: new Map(), roots: [] };

/** One resolver for each interpreter, and with a lock for each package under test: it is not held by the lock. */
export function matrixResolvers(request: MatrixResolversOptions): ResolverFor {
  const { options, inputs, locked } = request;
  const policy = resolvePolicy(options.index, {
    pre: options.pre || inputs.pre,
    strategy: options.resolution.strategy,
  });
  const names = namesBeside(readBeside(options.with));
  const known = new Map<string, EnvironmentResolver>();
  return (interpreter, underTest) => {
    const sources = request.sources.filter(({ requirement: { name } }) => name !== underTest);
    const isOwn = locked !== undefined || sources.length < request.sources.length;
    const key = isOwn ? `${interpreter.build} ${underTest}` : interpreter.build;
    const opened = known.get(key);
    if (opened !== undefined) {
      return opened;
    }
    const set = locked?.(interpreter);
    const others = [underTest, ...names];
    const around = set?.kind === 'set' ? withoutNames(set.set, others) : noSet;
    const lockedSources = [...(set?.kind === 'set' ? set.directs : [])]
      .filter(([name]) => !others.includes(name))
      .map(([name, reference]) => ({
        requirement: parseRequirement(name),
        hashes: [],
        bring: () => request.bring(reference),
      }));
    const fixed = {
      projects: new Map([...request.fixed.projects, ...around.projects]),
      roots: around.roots,
    };
    const resolver = new EnvironmentResolver({
      ...request,
      interpreter,
      policy,
      fixed,
      // A constraint counts more than a lock: the last one of a name holds.
      sources: [...lockedSources, ...sources],
    });
    known.set(key, resolver);
    return resolver;
  };
}
