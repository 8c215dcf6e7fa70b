import { SpipError } from '../lib/spipError.ts';
import { readSpecifier } from './specifier.ts';
import type { Specifier } from './specifier.ts';
import { formatVersion, isPrerelease, tryParseVersion } from './version.ts';
import type { Version } from './version.ts';
import { fullRanges, intersectRanges, rangesContain } from './versionRanges.ts';
import type { VersionRanges } from './versionRanges.ts';

/** A comma-separated list of version specifiers, all of which must hold (PEP 440). */
export interface Specifiers {
  /** In the order in which they were written. */
  readonly items: readonly Specifier[];
  /** The versions that all of them admit, pre-releases included; see `rangesOf` for `===`. */
  readonly ranges: VersionRanges;
  /** The texts that `===` asks for, lower case. */
  readonly arbitrary: readonly string[];
  /** Whether one of them, other than `!=`, names a pre-release: then pre-releases are admitted beside finals. */
  readonly namesPrerelease: boolean;
}

export interface PrereleaseOption {
  /** `true`: admitted; `false`: refused; left out: the default rule of the function. */
  readonly prereleases?: boolean | undefined;
}

/** In characters: many times what any real list has. */
const longest = 20_000;

/**
 * Reads specifiers such as `>=1.2, !=1.5.*`; the empty text admits every version.
 *
 * @throws SpipError `invalid-specifier`
 */
export function parseSpecifiers(text: string): Specifiers {
  if (text.length > longest) {
    throw new SpipError(
      'invalid-specifier',
      `Expected at most ${longest} characters of version specifiers, got ${text.length}`,
    );
  }
  const items: Specifier[] = [];
  for (const part of text.split(',')) {
    const trimmed = part.trim();
    if (trimmed === '') {
      continue;
    }
    const read = readSpecifier(trimmed);
    if (typeof read === 'string') {
      throw new SpipError('invalid-specifier', read, {
        hint: trimmed === text.trim() ? undefined : `It is part of \`${text.trim()}\``,
      });
    }
    items.push(read);
  }
  return combineSpecifiers(items);
}

/** All of these together. */
export function combineSpecifiers(items: readonly Specifier[]): Specifiers {
  if (items.length === 0) {
    return anyVersion;
  }
  return {
    items,
    ranges: items.reduce((all, item) => intersectRanges(all, item.ranges), fullRanges),
    arbitrary: items.flatMap((item) => (item.operator === '===' ? [item.text.toLowerCase()] : [])),
    namesPrerelease: items.some((item) => item.namesPrerelease),
  };
}

/** Admits everything. */
export const anyVersion: Specifiers = {
  items: [],
  ranges: fullRanges,
  arbitrary: [],
  namesPrerelease: false,
};

/**
 * Whether the specifiers admit a version; a text that is no version is admitted by equal `===` texts alone.
 * Without the option a pre-release is judged as any other version, since a lone candidate has no final beside it.
 */
export function specifiersContain(
  specifiers: Specifiers,
  candidate: Version | string,
  options?: PrereleaseOption,
): boolean {
  const version = typeof candidate === 'string' ? tryParseVersion(candidate) : candidate;
  const text = typeof candidate === 'string' ? candidate.trim() : candidate.text;
  if (version === undefined) {
    return specifiers.arbitrary.length === specifiers.items.length && hasText(specifiers, text);
  }
  return (
    (options?.prereleases !== false || !isPrerelease(version)) &&
    rangesContain(specifiers.ranges, version) &&
    hasText(specifiers, text)
  );
}

/**
 * The candidates that the specifiers admit, in the given order. Without the option pre-releases are admitted if
 * a specifier names one, else only if no other candidate is admitted ("Handling of pre-releases").
 *
 * @public
 */
export function filterVersions<T extends Version | string>(
  specifiers: Specifiers,
  candidates: Iterable<T>,
  options?: PrereleaseOption,
): T[] {
  const admitted = Array.from(candidates).filter((candidate) =>
    specifiersContain(specifiers, candidate, options),
  );
  if (options?.prereleases !== undefined || specifiers.namesPrerelease) {
    return admitted;
  }
  const finals = admitted.filter((candidate) => !isPrereleaseCandidate(candidate));
  return finals.length === 0 ? admitted : finals;
}

/**
 * Whether a Requires-Python admits an interpreter of this full version. A pre-release of Python counts as its
 * release, as pip does, which looks at the three numbers only: `3.14.0rc1` is `>=3.14`.
 */
export function admitsPython(specifiers: Specifiers, fullVersion: Version | string): boolean {
  const text = typeof fullVersion === 'string' ? fullVersion : formatVersion(fullVersion);
  const release = /^\d+(?:\.\d+)*/.exec(text)?.[0] ?? text;
  return specifiersContain(specifiers, release, { prereleases: true });
}

/** As written, white space aside: `>=1.2,!=1.5.*`. */
export function formatSpecifiers(specifiers: Specifiers): string {
  return specifiers.items.map(({ operator, text }) => `${operator}${text}`).join(',');
}

function hasText(specifiers: Specifiers, text: string): boolean {
  return (
    specifiers.arbitrary.length === 0 ||
    specifiers.arbitrary.every((wanted) => wanted === text.toLowerCase())
  );
}

function isPrereleaseCandidate(candidate: Version | string): boolean {
  const version = typeof candidate === 'string' ? tryParseVersion(candidate) : candidate;
  return version !== undefined && isPrerelease(version);
}
