import { unreachable } from '../lib/unreachable.ts';
import { readRequiresPython } from '../pep/lenientRequirement.ts';
import { exclusionOf } from './candidates.ts';
import type { Candidates } from './candidates.ts';
import { describeReleases, describeSpecifiers, versionAt } from './describeReleases.ts';
import type { Exclusion } from './exclusion.ts';
import { absent, indicesOf, isSingle, newestIndex, nothing, stateOf } from './states.ts';
import type { States } from './states.ts';

/** Releases that cannot be used here for one and the same reason. */
export interface ExcludedGroup {
  readonly exclusion: Exclusion;
  readonly states: States;
}

/** The releases of the set that cannot be used, those with the newest release first. */
export function excludedGroups(candidates: Candidates, states: States): readonly ExcludedGroup[] {
  const groups = new Map<string, ExcludedGroup>();
  for (const index of indicesOf(states & ~absent)) {
    const exclusion = exclusionOf(candidates, index);
    if (exclusion !== undefined) {
      const key = predicate(exclusion, true);
      const known = groups.get(key);
      groups.set(key, {
        exclusion: known?.exclusion ?? exclusion,
        states: (known?.states ?? nothing) | stateOf(index),
      });
    }
  }
  return [...groups.values()];
}

/** `` `b` 2.0 to 2.3 need Python >=3.12 ``. */
export function describeGroup(
  candidates: Candidates,
  { exclusion, states }: ExcludedGroup,
): string {
  const releases = describeReleases(candidates, states, nothing);
  return `\`${candidates.name}\` ${releases} ${predicate(exclusion, isSingle(states))}`;
}

/** The newest release of a group, as the way out names it. */
export function newestOf(candidates: Candidates, { states }: ExcludedGroup): string {
  return versionAt(candidates, newestIndex(states));
}

/** A Requires-Python that was read before: the same for everybody who means the same. */
export function describePython(requiresPython: string): string {
  const read = readRequiresPython(requiresPython);
  return read === undefined ? requiresPython : describeSpecifiers(read.value);
}

/** What is said of the excluded release or releases. */
export function predicate(exclusion: Exclusion, isOne: boolean): string {
  const [is, has, needs] = isOne ? ['is', 'has', 'needs'] : ['are', 'have', 'need'];
  switch (exclusion.kind) {
    case 'newer':
      return exclusion.uploaded === undefined
        ? `${has} no upload time, so \`--exclude-newer\` leaves ${isOne ? 'it' : 'them'} out`
        : `${is} too new for \`--exclude-newer\``;
    case 'format':
      return exclusion.has === 'sdist'
        ? `${has} only a source distribution, which \`--only-binary\` rules out`
        : `${has} only wheels, which \`--no-binary\` rules out`;
    case 'python':
      return `${needs} Python ${describePython(exclusion.requiresPython)}`;
    case 'tags':
      return exclusion.sdist
        ? `${has} no wheel for this interpreter, and \`--only-binary\` rules out building it`
        : `${has} no file for this interpreter`;
    case 'yanked':
      return exclusion.reason.trim() === ''
        ? `${is} yanked`
        : `${is} yanked (${exclusion.reason.trim()})`;
    case 'metadata':
      return `cannot be used: ${exclusion.reason}`;
    case 'url':
      return `depends on \`${exclusion.requirement}\`, a direct URL, which no index may ask for`;
    default:
      return unreachable(exclusion);
  }
}
