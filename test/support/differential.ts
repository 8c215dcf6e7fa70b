import type { MetadataSource } from '../../src/resolve/metadataSource.ts';
import type { Resolution, ResolveRequest } from '../../src/resolve/resolveRequest.ts';
import { bruteForce, isPreferred } from './bruteForce.ts';
import type { BruteSolution } from './bruteForce.ts';
import { randomWorld } from './randomWorld.ts';
import type { IntegerNeed, IntegerRelease, IntegerWorld } from './randomWorld.ts';
import { python, request, world } from './world.ts';

export type Resolver = (request: ResolveRequest, source: MetadataSource) => Promise<Resolution>;

export interface DifferentialCounts {
  readonly solvable: number;
  readonly unsolvable: number;
  /** One per world in which the resolver is wrong, with the seed. */
  readonly differences: readonly string[];
}

/** Compares a resolver with the oracle on the worlds of many seeds. */
export async function compareWithOracle(
  resolver: Resolver,
  seeds: { readonly first: number; readonly count: number },
): Promise<DifferentialCounts> {
  let solvable = 0;
  const differences: string[] = [];
  for (let seed = seeds.first; seed < seeds.first + seeds.count; seed += 1) {
    const integers = randomWorld(seed);
    const solutions = bruteForce(integers);
    solvable += Number(solutions.length > 0);
    const difference = await differenceFor(resolver, integers, solutions);
    if (difference !== undefined) {
      differences.push(`seed ${seed}: ${difference}`);
    }
  }
  return { solvable, unsolvable: seeds.count - solvable, differences };
}

async function differenceFor(
  resolver: Resolver,
  integers: IntegerWorld,
  solutions: readonly BruteSolution[],
): Promise<string | undefined> {
  let resolution: Resolution;
  try {
    resolution = await resolver(...render(integers));
  } catch (error) {
    return `threw ${String(error)}`;
  }
  if (!resolution.ok) {
    return solutions.length === 0 ? undefined : `says unsolvable, ${solutions.length} solutions`;
  }
  return findFlaw(integers, resolution, solutions);
}

/**
 * The set must be a solution, and the best one in the order of its decisions: of all solutions that agree on the
 * packages decided before, none has the next package in a preferred release, or lacks it.
 */
function findFlaw(
  integers: IntegerWorld,
  { lock, order }: Resolution & { readonly ok: true },
  solutions: readonly BruteSolution[],
): string | undefined {
  const versions = new Map(lock.packages.map(({ name, version }) => [name, version]));
  const isSame = (solution: BruteSolution, name: string): boolean =>
    versions.get(name) === versionOf(solution.get(name));
  const names = integers.packages.map(({ name }) => name);
  if (!solutions.some((solution) => names.every((name) => isSame(solution, name)))) {
    return `no solution: ${JSON.stringify([...versions])}`;
  }
  let rest = solutions;
  for (const name of order) {
    const own = rest.find((solution) => isSame(solution, name))?.get(name);
    const better = rest.find((solution) => {
      const other = solution.get(name);
      return own === undefined || other === undefined || isPreferred(integers, name, [other, own]);
    });
    if (better !== undefined) {
      return `\`${name}\` ${versions.get(name) ?? ''} is not the best: ${versionOf(better.get(name)) ?? 'absent'}`;
    }
    rest = rest.filter((solution) => isSame(solution, name));
  }
  return undefined;
}

function render(integers: IntegerWorld): Parameters<Resolver> {
  const packages = Object.fromEntries(
    integers.packages.map(({ name, releases }) => [
      name,
      Object.fromEntries(
        releases.map((release) => [
          versionOf(release) ?? '',
          {
            requires: release.needs.map(textOf),
            extras: Object.fromEntries(
              Object.entries(release.extras).map(([extra, needs]) => [extra, needs.map(textOf)]),
            ),
            python: release.python && `>=3.${release.python[0]},<3.${release.python[1] + 1}`,
            yanked: release.yanked ? 'broken' : undefined,
          },
        ]),
      ),
    ]),
  );
  return [
    request(integers.roots.map(textOf), {
      constraints: integers.constraints.map(textOf),
      interpreter: python(`3.${integers.python}.1`),
      policy: { pre: integers.pre, strategy: integers.strategy },
      // A resolver with a bug may go round in circles.
      budget: { decisions: 1000 },
    }),
    world(packages),
  ];
}

function textOf({ name, operator, number, pre, extras, marker }: IntegerNeed): string {
  const brackets = extras.length === 0 ? '' : `[${extras.join(',')}]`;
  const bound = operator === '' ? '' : `${operator}${number}.0${pre ? 'rc1' : ''}`;
  const condition =
    marker === undefined ? '' : `; python_version ${marker.operator} "3.${marker.python}"`;
  return `${name}${brackets}${bound}${condition}`;
}

function versionOf(release: IntegerRelease | undefined): string | undefined {
  return release && `${release.number}.0${release.pre ? 'rc1' : ''}`;
}
