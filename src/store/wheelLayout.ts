import { archiveError } from '../archive/archiveError.ts';
import type { ZipDirectory, ZipEntry } from '../archive/zipDirectory.ts';
import { normaliseName } from '../pep/names.ts';
import { compareVersions, tryParseVersion } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
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

const schemes = new Set(['purelib', 'platlib', 'headers', 'scripts', 'data']);

/** Finds the one dist-info folder that fits the file name and checks where files would go. Throws `bad-archive`. */
export function readWheelLayout(directory: ZipDirectory, filename: string): WheelLayout {
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
  const unlisted = new Set(
    ['RECORD', 'RECORD.jws', 'RECORD.p7s'].map((name) => `${distInfo}/${name}`),
  );
  const files = entries.filter(({ path, directory: isFolder }) => !isFolder && !unlisted.has(path));
  for (const { path } of files) {
    const rule = brokenPlaceRule(path, distInfo);
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
  if (distInfo === undefined || found.size > 1) {
    const list = [...found].map((name) => `\`${name}\``).join(' and ');
    throw archiveError(
      archive,
      `it has ${list === '' ? 'no' : list} where one \`.dist-info\` folder is expected`,
    );
  }
  const stem = distInfo.slice(0, -'.dist-info'.length);
  const dash = stem.lastIndexOf('-');
  if (!fitsFilename({ name: stem.slice(0, dash), version: stem.slice(dash + 1) }, filename)) {
    throw archiveError(archive, `its folder \`${distInfo}\` does not fit its file name`);
  }
  return distInfo;
}

/** Whether name and version mean the same as those of the wheel's file name, however they are spelled. */
export function fitsFilename(
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

function brokenPlaceRule(path: string, distInfo: string): string | undefined {
  const [top = '', scheme, ...rest] = path.split('/');
  if (!top.endsWith('.data') || scheme === undefined) {
    return undefined;
  }
  const expected = `${distInfo.slice(0, -'.dist-info'.length)}.data`;
  if (normaliseName(top) !== normaliseName(expected)) {
    return `its data folder is not \`${expected}\``;
  }
  const [first = ''] = rest;
  if (!schemes.has(scheme) || rest.length === 0) {
    return `its scheme \`${scheme}\` is none of purelib, platlib, headers, scripts and data`;
  }
  if (scheme === 'scripts' && isInterpreterName(rest.join('/'))) {
    return 'it would replace the interpreter';
  }
  return scheme === 'data' ? brokenDataRule(first.toLowerCase(), rest) : undefined;
}

/** What `data` puts at the top of the environment must leave alone what spip puts there. */
function brokenDataRule(first: string, rest: readonly string[]): string | undefined {
  if (rest.length === 1 && first === 'pyvenv.cfg') {
    return 'it would replace `pyvenv.cfg`';
  }
  return rest.length === 2 &&
    (first === 'bin' || first === 'scripts') &&
    isInterpreterName(rest[1] ?? '')
    ? 'it would replace the interpreter'
    : undefined;
}
