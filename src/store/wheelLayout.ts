import { archiveError } from '../archive/archiveError.ts';
import type { Flaws } from '../archive/flaws.ts';
import type { ZipDirectory, ZipEntry } from '../archive/zipDirectory.ts';
import { normaliseName } from '../pep/names.ts';
import { compareVersions, tryParseVersion } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import { dataPath } from '../pep/wheelModule.ts';
import { isInterpreterName } from './entryPointsFile.ts';

/** Which entries of a wheel have a special part (binary distribution format, PEP 427). */
export interface WheelLayout {
  /** For example `colorama-0.4.6.dist-info`. */
  readonly distInfo: string;
  readonly record: ZipEntry;
  readonly metadata: ZipEntry;
  readonly wheel: ZipEntry;
  readonly entryPoints: ZipEntry | undefined;
  /** Everything that is installed: no folders, not RECORD, no signatures of RECORD. */
  readonly files: readonly ZipEntry[];
}

export interface WheelLayoutOptions {
  readonly filename: string;
  readonly flaws: Flaws;
}

/** Finds the one dist-info folder that fits the file name and checks where files would go. Throws `bad-archive`. */
export function readWheelLayout(
  directory: ZipDirectory,
  { filename, flaws }: WheelLayoutOptions,
): WheelLayout {
  const { archive, entries } = directory;
  const distInfo = findDistInfo(directory, filename);
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const required = (name: string): ZipEntry => {
    const entry = byPath.get(`${distInfo}/${name}`);
    if (entry === undefined) {
      throw archiveError(archive, `it has no \`${distInfo}/${name}\``);
    }
    return entry;
  };
  const record = required('RECORD');
  if (byPath.has(`${distInfo}/entry_points.txt/`)) {
    flaws.add('script-sections', `${distInfo}/entry_points.txt/`);
  }
  const unlisted = new Set(
    ['RECORD', 'RECORD.jws', 'RECORD.p7s'].map((name) => `${distInfo}/${name}`),
  );
  const files = entries.filter(({ path, directory: isFolder }) => !isFolder && !unlisted.has(path));
  const dataFolder = `${distInfo.slice(0, -'.dist-info'.length)}.data`;
  for (const { path } of files) {
    const rule = brokenPlaceRule(path, { dataFolder, filename, flaws });
    if (rule !== undefined) {
      throw archiveError(archive, rule, { entry: path });
    }
  }
  return {
    distInfo,
    record,
    metadata: required('METADATA'),
    wheel: required('WHEEL'),
    entryPoints: byPath.get(`${distInfo}/entry_points.txt`),
    files,
  };
}

function findDistInfo({ archive, entries }: ZipDirectory, filename: string): string {
  const found = new Set<string>();
  for (const { path } of entries) {
    const top = path.slice(0, Math.max(0, path.indexOf('/')));
    if (top.toLowerCase().endsWith('.dist-info')) {
      found.add(top);
    }
  }
  const [distInfo] = found;
  if (distInfo === undefined) {
    throw archiveError(archive, 'it has no `.dist-info` folder');
  }
  if (found.size > 1) {
    const list = [...found].map((name) => `\`${name}\``).join(' and ');
    throw archiveError(archive, `it has ${list} where one \`.dist-info\` folder is expected`);
  }
  if (!fitsFilename(nameAndVersion(distInfo.slice(0, -'.dist-info'.length)), filename)) {
    throw archiveError(archive, `its folder \`${distInfo}\` does not fit its file name`);
  }
  return distInfo;
}

/** Where a file of a wheel lands, with purelib and platlib as one, as they are in every environment. */
export function landingPlace(path: string): string {
  const data = dataPath(path);
  const scheme = data === undefined || data.scheme === 'platlib' ? 'purelib' : data.scheme;
  return `${scheme}/${data?.rest ?? path}`;
}

function nameAndVersion(stem: string): { readonly name: string; readonly version: string } {
  const dash = stem.lastIndexOf('-');
  return { name: stem.slice(0, dash), version: stem.slice(dash + 1) };
}

/** Throws `bad-archive` for metadata of another release than the wheel's file name says; `entry` is where they stand. */
export function expectFitting(
  metadata: { readonly name: string; readonly version: string },
  filename: string,
  entry: string,
): void {
  if (!fitsFilename(metadata, filename)) {
    const { name, version } = metadata;
    throw archiveError(
      filename,
      `it names \`${name}\` \`${version}\`, which does not fit the file name`,
      { entry },
    );
  }
}

/** Whether name and version mean the same as those of the wheel's file name, however they are spelled. */
function fitsFilename(
  said: { readonly name: string; readonly version: string },
  filename: string,
): boolean {
  const expected = parseWheelFilename(filename);
  const version =
    tryParseVersion(said.version.replaceAll('_', '-')) ?? tryParseVersion(said.version);
  return (
    normaliseName(said.name) === expected.name &&
    version !== undefined &&
    compareVersions(version, expected.version) === 0
  );
}

interface Places extends WheelLayoutOptions {
  /** What the wheel's `.data` folder should be called. */
  readonly dataFolder: string;
}

function brokenPlaceRule(path: string, places: Places): string | undefined {
  const [top = ''] = path.split('/');
  if (!top.endsWith('.data')) {
    return undefined;
  }
  const { dataFolder, filename, flaws } = places;
  const isOwn = fitsFilename(nameAndVersion(top.slice(0, -'.data'.length)), filename);
  const data = dataPath(path);
  if (!isOwn) {
    if (data !== undefined) {
      return `its data folder is not \`${dataFolder}\``;
    }
    flaws.add('other-data', path);
    return undefined;
  }
  if (data === undefined) {
    return 'its scheme is none of purelib, platlib, headers, scripts and data';
  }
  if (top !== dataFolder) {
    flaws.add('data-folder', top);
  }
  const { scheme, rest } = data;
  if (scheme === 'scripts' && rest.includes('/')) {
    flaws.add('script-folder', path);
  }
  if (scheme === 'scripts' && isInterpreterName(rest)) {
    return 'it would replace the interpreter';
  }
  return scheme === 'data' ? brokenDataRule(rest.split('/')) : undefined;
}

/** What `data` puts at the top of the environment must leave alone what spip puts there. */
function brokenDataRule(rest: readonly string[]): string | undefined {
  const first = rest[0]?.toLowerCase();
  if (rest.length === 1 && first === 'pyvenv.cfg') {
    return 'it would replace `pyvenv.cfg`';
  }
  return rest.length === 2 &&
    (first === 'bin' || first === 'scripts') &&
    isInterpreterName(rest[1] ?? '')
    ? 'it would replace the interpreter'
    : undefined;
}
