import { SpipError } from '../../lib/spipError.ts';
import type { ReleaseGroup } from '../../model/settings.ts';
import type { Requirement } from '../../pep/requirement.ts';
import type { Specifiers } from '../../pep/specifiers.ts';
import { formatSpecifiers, specifiersContain } from '../../pep/specifiers.ts';
import { isPrerelease } from '../../pep/version.ts';
import type { Release } from '../sets/groupReleases.ts';

export interface ReleaseChoice {
  /** `--versions`. */
  readonly versions: Specifiers | undefined;
  /** `--exclude`. */
  readonly exclude: Specifiers | undefined;
  /** `--latest-per`. */
  readonly latestPer: ReleaseGroup | undefined;
  /** `--limit`, if given. */
  readonly limit: number | undefined;
  readonly all: boolean;
  readonly pre: boolean;
  readonly yanked: boolean;
}

export interface SelectedReleases {
  /** Newest first. */
  readonly releases: readonly Release[];
  /** How many there were before the limit. */
  readonly available: number;
}

/** How many releases a bare name tests. */
const defaultLimit = 5;

/**
 * Which releases a requirement and the options name: specifier and `--versions` intersect, then policy
 * (pre-releases, yanked), `--exclude`, `--latest-per`, then the newest `--limit`.
 *
 * @throws SpipError `no-such-version` where nothing is left, with the rule that removed the last ones.
 */
export function selectReleases(
  requirement: Requirement,
  releases: readonly Release[],
  choice: ReleaseChoice,
): SelectedReleases {
  const pinned = isExactPin(requirement.specifiers) || isExactPin(choice.versions);
  const named = releases.filter(
    ({ version }) => admits(requirement.specifiers, version) && admits(choice.versions, version),
  );
  if (named.length === 0) {
    throw noSuchVersion(requirement, releases, choice);
  }
  const kept = named.filter(({ yanked }) => yanked === false || choice.yanked || pinned);
  if (kept.length === 0) {
    throw onlyYanked(requirement, named);
  }
  const finals = kept.filter(({ version }) => !isPrerelease(version));
  const admitted = choice.pre || finals.length === 0 ? kept : finals;
  const left = admitted.filter(
    ({ version }) =>
      choice.exclude === undefined ||
      !specifiersContain(choice.exclude, version, { prereleases: true }),
  );
  if (left.length === 0) {
    throw new SpipError(
      'no-such-version',
      `Expected a release of \`${requirement.name}\` that \`--exclude\` leaves over`,
      { hint: `it excludes all ${admitted.length} releases that the request names` },
    );
  }
  const limit =
    choice.all || (pinned && choice.limit === undefined)
      ? left.length
      : (choice.limit ?? defaultLimit);
  return { releases: newestOfEach(left, choice.latestPer).slice(0, limit), available: left.length };
}

/** The first of each group; releases come newest first. */
function newestOfEach(
  releases: readonly Release[],
  latestPer: ReleaseGroup | undefined,
): readonly Release[] {
  if (latestPer === undefined) {
    return releases;
  }
  const seen = new Set<string>();
  return releases.filter(({ version: { epoch, release } }) => {
    const [major = 0, minor = 0] = release;
    const group = latestPer === 'major' ? `${epoch}!${major}` : `${epoch}!${major}.${minor}`;
    const isFirst = !seen.has(group);
    seen.add(group);
    return isFirst;
  });
}

function admits(specifiers: Specifiers | undefined, version: Release['version']): boolean {
  return specifiers === undefined || specifiersContain(specifiers, version, { prereleases: true });
}

function isExactPin(specifiers: Specifiers | undefined): boolean {
  return specifiers !== undefined && /^===?[^*]*$/.test(formatSpecifiers(specifiers));
}

function noSuchVersion(
  requirement: Requirement,
  releases: readonly Release[],
  choice: ReleaseChoice,
): SpipError {
  const wanted = [requirement.specifiers, choice.versions]
    .flatMap((specifiers) => (specifiers === undefined ? [] : [formatSpecifiers(specifiers)]))
    .filter((text) => text !== '')
    .map((text) => `\`${text}\``)
    .join(' and ');
  if (releases.length === 0) {
    return new SpipError(
      'no-such-version',
      `Expected \`${requirement.name}\` to have a release, found no usable file on the index`,
    );
  }
  const shown = releases.slice(0, 5).map(({ text }) => text);
  return new SpipError(
    'no-such-version',
    `Expected a release of \`${requirement.name}\` that satisfies ${wanted}, found none among ${releases.length}`,
    {
      hint: `the newest are ${shown.join(', ')}; the oldest is ${releases.at(-1)?.text ?? ''}`,
    },
  );
}

function onlyYanked(requirement: Requirement, named: readonly Release[]): SpipError {
  const reason = named[0]?.yanked || '';
  return new SpipError(
    'no-such-version',
    `Expected a release of \`${requirement.text}\` that is not yanked, found only yanked ones: ${named
      .map(({ text }) => text)
      .join(', ')}`,
    {
      hint: `pass \`--yanked\` or pin one with \`==\`${reason === '' ? '' : `; the maintainers wrote: ${reason}`}`,
    },
  );
}
