import { platformTags } from './platformTags.ts';
import type { BinaryPlatform } from './platformTags.ts';

/** What decides which wheels an interpreter can install. */
export interface TagPlatform {
  readonly implementation: 'cpython' | 'pypy';
  /** Of the language: `[3, 11]`. */
  readonly pythonVersion: readonly [number, number];
  /** The interpreter's own ABI tag, for example `cp311`, `cp313t`, `cp36m`, `cp27mu`, `cp311d`, `pypy310_pp73`. */
  readonly abi: string;
  readonly freeThreaded: boolean;
  readonly debug: boolean;
  readonly platform: BinaryPlatform;
}

/**
 * The tags that an interpreter accepts, most preferred first, as `cp311-cp311-manylinux_2_28_x86_64`: the same in
 * the same order as `packaging.tags.sys_tags` (PEP 425, 384, 703, 803).
 */
export function compatibleTags(platform: TagPlatform): readonly string[] {
  const platforms = platformTags(platform.platform);
  const [major] = platform.pythonVersion;
  const own =
    platform.implementation === 'cpython'
      ? cpythonTags(platform, platforms)
      : pypyTags(platform, platforms);
  const pythons = pythonRange(platform.pythonVersion);
  const purest =
    platform.implementation === 'cpython' ? `cp${noDot(platform.pythonVersion)}` : `pp${major}`;
  return [
    ...own,
    ...pythons.flatMap((python) => join([python], ['none'], platforms)),
    `${purest}-none-any`,
    ...pythons.map((python) => `${python}-none-any`),
  ];
}

/** Every combination of the three parts of a wheel's file name (PEP 425, "Compressed tag sets"). */
export function tagsOfWheel(wheel: {
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}): readonly string[] {
  return join(wheel.pythons, wheel.abis, wheel.platforms);
}

/** The place of a wheel's best tag among the accepted ones: 0 is best, `undefined` means that none is accepted. */
export function tagRank(
  wheel: { readonly tags: readonly string[] },
  accepted: readonly string[],
): number | undefined {
  const ranks = ranksOf(accepted);
  let best: number | undefined;
  for (const tag of wheel.tags) {
    const rank = ranks.get(tag);
    if (rank !== undefined && (best === undefined || rank < best)) {
      best = rank;
    }
  }
  return best;
}

/** A list of tags is asked for thousands of wheels: its index is made once. */
const knownRanks = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function ranksOf(accepted: readonly string[]): ReadonlyMap<string, number> {
  const known = knownRanks.get(accepted);
  if (known !== undefined) {
    return known;
  }
  // Of equal tags the first counts, and a map keeps the last it is given.
  const ranks = new Map(accepted.map((tag, rank) => [tag, rank] as const).toReversed());
  knownRanks.set(accepted, ranks);
  return ranks;
}

function cpythonTags(platform: TagPlatform, platforms: readonly string[]): readonly string[] {
  const [major, minor] = platform.pythonVersion;
  const python = `cp${noDot(platform.pythonVersion)}`;
  const stable = platform.freeThreaded ? 'abi3t' : 'abi3';
  const hasStable = major === 3 && minor >= 2;
  const older = hasStable
    ? Array.from({ length: minor - 2 }, (_, i) => `cp${major}${minor - 1 - i}`)
    : [];
  return [
    ...join([python], cpythonAbis(platform), platforms),
    ...(hasStable ? join([python], [stable], platforms) : []),
    ...join([python], ['none'], platforms),
    ...older.flatMap((each) => join([each], [stable], platforms)),
  ];
}

/** Since 3.8 a debug build also loads what was built for the plain one. */
function cpythonAbis(platform: TagPlatform): readonly string[] {
  const [major, minor] = platform.pythonVersion;
  const plain = `cp${major}${minor}${platform.freeThreaded ? 't' : ''}`;
  return platform.debug && major === 3 && minor >= 8 ? [platform.abi, plain] : [platform.abi];
}

function pypyTags(platform: TagPlatform, platforms: readonly string[]): readonly string[] {
  return join([`pp${noDot(platform.pythonVersion)}`], [platform.abi, 'none'], platforms);
}

/** `py311`, `py3`, `py310` down to `py30`. */
function pythonRange(version: readonly [number, number]): readonly string[] {
  const [major, minor] = version;
  return [
    `py${major}${minor}`,
    `py${major}`,
    ...Array.from({ length: minor }, (_, i) => `py${major}${minor - 1 - i}`),
  ];
}

function noDot(version: readonly [number, number]): string {
  return version.join('');
}

function join(
  pythons: readonly string[],
  abis: readonly string[],
  platforms: readonly string[],
): readonly string[] {
  return pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)),
  );
}
