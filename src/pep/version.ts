import { SpipError } from '../lib/spipError.ts';
import { compareOrders, countSignificant, formatOrder } from './versionOrder.ts';
import type { LocalSegment, VersionNumber, VersionOrder } from './versionOrder.ts';

/** A version (PEP 440), parsed once. Versions that compare equal may differ in `text` (`1.0`, `v1.0.0`). */
export interface Version extends VersionOrder {
  /** As written, without surrounding white space. */
  readonly text: string;
}

/**
 * Reads a version in any spelling that PEP 440 (Appendix B) permits.
 *
 * @throws SpipError `invalid-version`
 */
export function parseVersion(text: string): Version {
  const version = tryParseVersion(text);
  if (version === undefined) {
    throw new SpipError('invalid-version', `Expected a PEP 440 version, got \`${text}\``, {
      hint: 'versions look like `1.2`, `1.2.post1`, `2.0rc1` or `1!3.0.dev4+local`',
    });
  }
  return version;
}

/** As `parseVersion`, but `undefined` where the text is no version, or far longer than any. */
export function tryParseVersion(text: string): Version | undefined {
  const trimmed = text.trim();
  if (trimmed.length > longest) {
    return undefined;
  }
  return plainRelease.test(trimmed) ? readPlain(trimmed) : readFull(trimmed);
}

/** Negative if `a` sorts before `b`, 0 if they are equal, else positive. */
export function compareVersions(a: Version, b: Version): number {
  return compareOrders(a, b);
}

/** The normalised spelling: `V1.0-Alpha_2` is `1.0a2`; trailing zeros stay. */
export function formatVersion(version: Version): string {
  return formatOrder(version);
}

/** Whether it is an alpha, beta, candidate or dev release (PEP 440, "Handling of pre-releases"). */
export function isPrerelease(version: VersionOrder): boolean {
  return version.phase !== 4 || version.dev !== Infinity;
}

/** In characters. A pattern needs stack for each of them, and a large number time. */
const longest = 1000;
// Nearly all versions; 15 digits are always a safe integer.
const plainRelease = /^[0-9]{1,15}(?:\.[0-9]{1,15})*$/;
const full = new RegExp(
  [
    '^v?',
    '(?:(?<epoch>[0-9]+)!)?',
    '(?<release>[0-9]+(?:\\.[0-9]+)*)',
    '(?:[-_.]?(?<label>alpha|beta|preview|pre|a|b|c|rc)[-_.]?(?<pre>[0-9]+)?)?',
    '(?:-(?<implicitPost>[0-9]+)|[-_.]?(?<postWord>post|rev|r)[-_.]?(?<post>[0-9]+)?)?',
    '(?:[-_.]?(?<devWord>dev)[-_.]?(?<dev>[0-9]+)?)?',
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  // Without the u flag, `i` folds within ASCII only.
  'i',
);
const noLocal: readonly LocalSegment[] = [];

function readPlain(text: string): Version {
  const release: number[] = [];
  let start = 0;
  for (let end = 0; end <= text.length; end += 1) {
    if (end === text.length || text.charCodeAt(end) === 46) {
      release.push(Number(text.slice(start, end)));
      start = end + 1;
    }
  }
  return {
    text,
    epoch: 0,
    release,
    significant: countSignificant(release),
    phase: 4,
    phaseNumber: 0,
    post: -1,
    dev: Infinity,
    local: noLocal,
  };
}

function readFull(text: string): Version | undefined {
  const groups: Partial<Record<string, string>> | undefined = full.exec(text)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  const release = (groups['release'] ?? '').split('.').map(readNumber);
  const isPost = groups['implicitPost'] !== undefined || groups['postWord'] !== undefined;
  const isDev = groups['devWord'] !== undefined;
  return {
    text,
    epoch: readNumber(groups['epoch']),
    release,
    significant: countSignificant(release),
    phase: readPhase(groups['label'], isDev && !isPost),
    phaseNumber: readNumber(groups['pre']),
    post: isPost ? readNumber(groups['implicitPost'] ?? groups['post']) : -1,
    dev: isDev ? readNumber(groups['dev']) : Infinity,
    local: readLocal(groups['local']),
  };
}

function readPhase(label: string | undefined, devOnly: boolean): VersionOrder['phase'] {
  switch (label?.toLowerCase()) {
    case undefined:
      return devOnly ? 0 : 4;
    case 'a':
    case 'alpha':
      return 1;
    case 'b':
    case 'beta':
      return 2;
    default:
      return 3;
  }
}

function readNumber(digits: string | undefined): VersionNumber {
  if (digits === undefined) {
    return 0;
  }
  if (digits.length <= 15) {
    return Number(digits);
  }
  const big = BigInt(digits);
  return big <= Number.MAX_SAFE_INTEGER ? Number(big) : big;
}

function readLocal(label: string | undefined): readonly LocalSegment[] {
  if (label === undefined) {
    return noLocal;
  }
  return label
    .toLowerCase()
    .split(/[-_.]/)
    .map((segment) => (/^[0-9]+$/.test(segment) ? readNumber(segment) : segment));
}
