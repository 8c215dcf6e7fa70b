import type { DistFile } from '../model/distFile.ts';
import type { Version } from '../pep/version.ts';
import { furtherExclusion } from './exclusion.ts';
import type { Exclusion } from './exclusion.ts';
import { isBetter, judgeFile } from './judgeFile.ts';
import type { FileRank, FileRules } from './judgeFile.ts';
import { ReleaseList } from './releaseList.ts';
import type { Release, ReleaseFile } from './releaseList.ts';
import { nothing, stateOf } from './states.ts';
import type { States } from './states.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** A release that can be used here: with which file, and whether only on an exact request. */
export interface Candidate {
  readonly version: Version;
  readonly file: DistFile;
  /** The reason if it is yanked. */
  readonly yanked: string | undefined;
}

/** The releases of one project as they stand for one interpreter and policy. */
export interface Candidates {
  readonly name: string;
  /** Whether any index has the project. */
  readonly exists: boolean;
  readonly list: ReleaseList;
  /** Releases that may be chosen. */
  readonly usable: States;
  /** Those that may be where they are asked for exactly. */
  readonly yanked: States;
  /** By number of the release. */
  readonly byIndex: readonly (Candidate | Exclusion)[];
}

export function isCandidate(entry: Candidate | Exclusion | undefined): entry is Candidate {
  return entry !== undefined && 'file' in entry;
}

/** Judges every file of a project. Yanked releases count as unusable: see `withYanked`. */
export function judgeReleases(
  list: ReleaseList,
  environment: TargetEnvironment,
  rules: FileRules,
): Candidates {
  let [usable, yanked] = [nothing, nothing];
  const byIndex = list.releases.map((release, index) => {
    const entry = judgeRelease(release, environment, rules);
    if (isCandidate(entry)) {
      if (entry.yanked === undefined) {
        usable |= stateOf(index);
      } else {
        yanked |= stateOf(index);
      }
    }
    return entry;
  });
  return { name: list.name, exists: true, list, usable, yanked, byIndex };
}

/** The same with those yanked releases usable that are asked for exactly (PEP 592). */
export function withYanked(candidates: Candidates, pinned: States): Candidates {
  const added = candidates.yanked & pinned;
  return added === nothing ? candidates : { ...candidates, usable: candidates.usable | added };
}

/** What stands for a project that no index has. */
export function noCandidates(name: string): Candidates {
  const list = new ReleaseList({ name, files: [] });
  return { name, exists: false, list, usable: nothing, yanked: nothing, byIndex: [] };
}

/** Why the release at `index` is not usable, if it is not. */
export function exclusionOf(candidates: Candidates, index: number): Exclusion | undefined {
  const entry = candidates.byIndex[index];
  if (entry === undefined || (candidates.usable & stateOf(index)) !== nothing) {
    return undefined;
  }
  return isCandidate(entry) ? { kind: 'yanked', reason: entry.yanked ?? '' } : entry;
}

/** The best file of a release; one that is not yanked is always better than one that is. */
function judgeRelease(
  release: Release,
  environment: TargetEnvironment,
  rules: FileRules,
): Candidate | Exclusion {
  let best: { readonly candidate: Candidate; readonly rank: FileRank } | undefined;
  let exclusion: Exclusion | undefined;
  for (const listed of release.files) {
    const judged = judgeFile(listed, environment, rules);
    if (!judged.ok) {
      exclusion = furtherExclusion(exclusion, judged.exclusion);
      continue;
    }
    const candidate = { version: release.version, file: listed.file, yanked: judged.yanked };
    if (best === undefined || isPreferred({ candidate, rank: judged.rank }, best)) {
      best = { candidate, rank: judged.rank };
    }
  }
  if (best !== undefined) {
    return best.candidate;
  }
  return exclusion?.kind === 'tags'
    ? tagsExclusion(release.files)
    : (exclusion ?? { kind: 'metadata', reason: 'it has no files' });
}

function isPreferred(
  a: { readonly candidate: Candidate; readonly rank: FileRank },
  b: { readonly candidate: Candidate; readonly rank: FileRank },
): boolean {
  const aYanked = a.candidate.yanked !== undefined;
  const bYanked = b.candidate.yanked !== undefined;
  return aYanked === bYanked ? isBetter(a.rank, b.rank) : bYanked;
}

function tagsExclusion(files: readonly ReleaseFile[]): Exclusion {
  return {
    kind: 'tags',
    wheels: files.flatMap(({ file }) => (file.kind === 'wheel' ? [file.filename] : [])),
    sdist: files.some(({ file }) => file.kind === 'sdist'),
  };
}
