import type { DistFile } from '../model/distFile.ts';
import type { WheelFilename } from '../pep/wheelFilename.ts';
import type { Exclusion } from './exclusion.ts';
import type { ReleaseFile } from './releaseList.ts';
import type { ResolvePolicy } from './resolveRequest.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** Which kinds of files of one project may be used. */
type FileKinds = 'wheel' | 'sdist' | 'both' | 'none';

/** The policy for one project, decided once. */
export interface FileRules {
  readonly kinds: FileKinds;
  readonly excludeNewer: Date | undefined;
}

/** A name counts more than `all`, as with pip. */
export function fileRules(name: string, policy: ResolvePolicy): FileRules {
  return { kinds: fileKinds(name, policy), excludeNewer: policy.excludeNewer };
}

/** How well a file fits: the lower the better; a source distribution comes after every wheel. */
export interface FileRank {
  readonly kind: DistFile['kind'];
  /** Rank of the best tag, or of the archive format. */
  readonly rank: number;
  readonly build: WheelFilename['build'];
}

/** What becomes of one file here: its rank and whether it is yanked, or what rules it out. */
export type FileJudgement =
  | { readonly ok: true; readonly rank: FileRank; readonly yanked: string | undefined }
  | { readonly ok: false; readonly exclusion: Exclusion };

export function judgeFile(
  { file, wheel }: ReleaseFile,
  environment: TargetEnvironment,
  rules: FileRules,
): FileJudgement {
  if (rules.excludeNewer !== undefined && !isOlder(file.uploadTime, rules.excludeNewer)) {
    return excluded({ kind: 'newer', uploaded: file.uploadTime });
  }
  const { requiresPython } = file;
  const admits = requiresPython === undefined || environment.admits(requiresPython);
  if (rules.kinds !== 'both' && rules.kinds !== file.kind) {
    return excluded({ kind: 'format', has: file.kind });
  }
  if (!admits) {
    return excluded({ kind: 'python', requiresPython: requiresPython ?? '' });
  }
  const tagRank = wheel === undefined ? undefined : environment.rank(wheel);
  if (wheel !== undefined && tagRank === undefined) {
    return excluded({ kind: 'tags', wheels: [file.filename], sdist: false });
  }
  const rank = {
    kind: file.kind,
    rank: tagRank ?? sdistRank(file.filename),
    build: wheel?.build,
  };
  return { ok: true, rank, yanked: file.yanked === false ? undefined : file.yanked };
}

/** Whether `a` is to be preferred to `b`. */
export function isBetter(a: FileRank, b: FileRank): boolean {
  if (a.kind !== b.kind) {
    return a.kind === 'wheel';
  }
  return a.rank === b.rank ? isLaterBuild(a.build, b.build) : a.rank < b.rank;
}

function fileKinds(name: string, { onlyBinary, noBinary }: ResolvePolicy): FileKinds {
  const named = (list: ResolvePolicy['onlyBinary']): boolean =>
    list !== 'all' && list.includes(name);
  if (named(onlyBinary) || named(noBinary)) {
    return kindsOf(named(onlyBinary), named(noBinary));
  }
  return kindsOf(onlyBinary === 'all', noBinary === 'all');
}

function kindsOf(onlyWheels: boolean, onlySdists: boolean): FileKinds {
  if (onlyWheels) {
    return onlySdists ? 'none' : 'wheel';
  }
  return onlySdists ? 'sdist' : 'both';
}

function isOlder(uploadTime: string | undefined, limit: Date): boolean {
  return uploadTime !== undefined && Date.parse(uploadTime) < limit.getTime();
}

function sdistRank(filename: string): number {
  return filename.endsWith('.tar.gz') ? 0 : filename.endsWith('.zip') ? 1 : 2;
}

/** Builds sort by number, then by suffix; no build tag comes first (binary distribution format). */
function isLaterBuild(a: WheelFilename['build'], b: WheelFilename['build']): boolean {
  if (a === undefined || b === undefined) {
    return a !== undefined && b === undefined;
  }
  return a.number === b.number ? a.suffix > b.suffix : a.number > b.number;
}

function excluded(exclusion: Exclusion): FileJudgement {
  return { ok: false, exclusion };
}
