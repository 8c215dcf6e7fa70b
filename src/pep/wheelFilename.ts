import { SpipError } from '../lib/spipError.ts';
import { normaliseName } from './names.ts';
import { tagsOfWheel } from './tags.ts';
import { tryParseVersion } from './version.ts';
import type { Version } from './version.ts';

/** What the name of a wheel says (PEP 427, PEP 425). */
export interface WheelFilename {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: Version;
  /** The build tag: its number and what stands behind it; sorts by both. */
  readonly build: { readonly number: number; readonly suffix: string } | undefined;
  /** Whether its tags have capitals, which mean nothing (PEP 425 has none). */
  readonly hasCapitalTags: boolean;
  /** For example `cp311`, or `py2` and `py3`; in small letters. */
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
  /** Every combination of the three, as `py3-none-any`. */
  readonly tags: readonly string[];
}

/**
 * Reads the file name of a wheel.
 *
 * @throws SpipError `invalid-file-name`
 */
export function parseWheelFilename(filename: string): WheelFilename {
  const parts = filename.endsWith('.whl') ? filename.slice(0, -4).split('-') : [];
  const [rawName = '', rawVersion = ''] = parts;
  if (parts.length !== 5 && parts.length !== 6) {
    return refuse(filename, 'five or six parts joined by `-`, then `.whl`');
  }
  if (!namePattern.test(rawName) || rawName.includes('__')) {
    return refuse(filename, 'a project name in front');
  }
  const version =
    tryParseVersion(rawVersion) ?? refuse(filename, 'a PEP 440 version as second part');
  const build = parts.length === 6 ? readBuild(filename, parts[2] ?? '') : undefined;
  const written = parts.slice(-3).join('-');
  const [pythons = [], abis = [], platforms = []] = written
    .toLowerCase()
    .split('-')
    .map((component) => component.split('.'));
  if (!pythons.every((python) => pythonPattern.test(python))) {
    return refuse(filename, 'Python tags such as `py3`');
  }
  if ([...abis, ...platforms].includes('')) {
    return refuse(filename, 'no empty tag');
  }
  return {
    name: normaliseName(rawName),
    version,
    build,
    hasCapitalTags: written !== written.toLowerCase(),
    pythons,
    abis,
    platforms,
    tags: tagsWithin(filename, { pythons, abis, platforms }),
  };
}

function tagsWithin(
  filename: string,
  parts: Pick<WheelFilename, 'pythons' | 'abis' | 'platforms'>,
): readonly string[] {
  return parts.pythons.length * parts.abis.length * parts.platforms.length > mostTags
    ? refuse(filename, `at most ${mostTags} combinations of its tags`)
    : tagsOfWheel(parts);
}

/** Real ones have some 60; the parts of a short name make tens of thousands, and a page may have many such files. */
const mostTags = 500;

// Letters of any script: some old projects have them, and no rule forbids them here.
const namePattern = /^[\p{L}\p{N}_.]+$/u;
const pythonPattern = /^[\p{L}_][\p{L}\p{N}_]*$/u;

function readBuild(filename: string, text: string): WheelFilename['build'] {
  const [, digits, suffix = ''] = /^([0-9]+)(.*)$/s.exec(text) ?? [];
  return digits === undefined
    ? refuse(filename, 'a build tag that begins with a digit')
    : { number: Number(digits), suffix };
}

function refuse(filename: string, expected: string): never {
  throw new SpipError(
    'invalid-file-name',
    `Expected ${expected} in the wheel file name \`${filename}\``,
    { hint: 'wheels are named `name-version[-build]-python-abi-platform.whl`' },
  );
}
