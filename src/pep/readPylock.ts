import { TomlError, parse } from 'smol-toml';
import { hexDigest } from '../lib/hexDigest.ts';
import { SpipError } from '../lib/spipError.ts';
import { isTable } from '../lib/tomlTable.ts';
import { urlFileName } from '../lib/urls/urlFileName.ts';
import type { DirectTarget } from './directReference.ts';
import { parseMarker } from './marker.ts';
import type { Marker } from './marker.ts';
import { isValidName, normaliseName } from './names.ts';
import { parseSpecifiers } from './specifiers.ts';
import type { Specifiers } from './specifiers.ts';
import { parseVersion } from './version.ts';

/** One file of a package in a lock that was read: exactly one of `url` and `path` is set. */
export interface LockedFile {
  readonly kind: 'wheel' | 'sdist';
  readonly filename: string;
  readonly url: string | undefined;
  /** Relative to the lock file, or absolute. */
  readonly path: string | undefined;
  /** Lower-case hex; `undefined` where only `otherDigest` is given. */
  readonly sha256: string | undefined;
  readonly otherDigest?:
    | { readonly algorithm: 'sha512' | 'sha384'; readonly hex: string }
    | undefined;
  readonly size: number | undefined;
  /** ISO 8601. */
  readonly uploadTime: string | undefined;
}

/** One `[[packages]]` entry. */
export interface LockedEntry {
  /** Normalised. */
  readonly name: string;
  /** `undefined` only where `direct` is set. */
  readonly version: string | undefined;
  readonly marker: Marker | undefined;
  /** Raw specifier. */
  readonly requiresPython: string | undefined;
  /** URL of the index that the files come from. */
  readonly index: string | undefined;
  readonly files: readonly LockedFile[];
  /** What stands in the place of files; paths are relative to the lock file, or absolute. */
  readonly direct: DirectTarget | undefined;
}

/** A lock file as far as spip installs from it. */
export interface ReadPylock {
  readonly requiresPython: Specifiers | undefined;
  /** Markers of the environments that it was made for; empty: any. */
  readonly environments: readonly Marker[];
  /** The dependency groups that are installed where nobody chooses, for the markers of the packages. */
  readonly defaultGroups: ReadonlySet<string>;
  readonly packages: readonly LockedEntry[];
}

/**
 * Reads the text of a `pylock.toml` (PEP 751).
 *
 * @throws SpipError `invalid-metadata` naming the file and the place
 */
export function readPylock(text: string, path: string): ReadPylock {
  const lock = new Reader(parseToml(text, path), path, '');
  const version = lock.text('lock-version');
  if (!/^1\.\d+$/.test(version)) {
    throw lock.refusal(`Expected \`lock-version\` 1.0, found \`${version}\``);
  }
  return {
    requiresPython: lock.optional('requires-python', parseSpecifiers),
    environments: lock.list('environments').map((marker) => lock.read(String(marker), parseMarker)),
    defaultGroups: new Set(lock.list('default-groups').map(String)),
    packages: lock.tables('packages').map(readPackage),
  };
}

function readPackage(entry: Reader): LockedEntry {
  const name = normaliseName(entry.text('name'));
  if (!isValidName(name)) {
    throw entry.refusal(`Expected the name of a package, found \`${name}\``);
  }
  // Kept as they are written, once they are known to be well-formed.
  entry.optional('version', parseVersion);
  entry.optional('requires-python', parseSpecifiers);
  const direct = readDirect(entry);
  const sdist = entry.table('sdist');
  const files = [
    ...entry.tables('wheels').map((file) => readFile(file, 'wheel')),
    ...(sdist === undefined ? [] : [readFile(sdist, 'sdist')]),
  ];
  return {
    name,
    version: direct === undefined ? entry.text('version') : entry.optionalText('version'),
    marker: entry.optional('marker', parseMarker),
    requiresPython: entry.optionalText('requires-python'),
    index: entry.optionalText('index'),
    files,
    direct,
  };
}

/** The source tree, repository or archive that stands in the place of files. */
function readDirect(entry: Reader): DirectTarget | undefined {
  const vcs = entry.table('vcs');
  if (vcs !== undefined) {
    if (vcs.text('type') !== 'git') {
      throw vcs.refusal(`Expected a git repository, found \`${vcs.text('type')}\``);
    }
    return {
      kind: 'git',
      url: placeOf(vcs),
      revision: vcs.text('commit-id'),
      subdirectory: vcs.optionalText('subdirectory'),
    };
  }
  const directory = entry.table('directory');
  if (directory !== undefined) {
    const below = directory.optionalText('subdirectory');
    const path = directory.text('path');
    return { kind: 'path', path: below === undefined ? path : `${path}/${below}` };
  }
  const archive = entry.table('archive');
  if (archive === undefined) {
    return undefined;
  }
  if (archive.has('subdirectory')) {
    throw archive.refusal('Expected an archive without `subdirectory`');
  }
  const { sha256 } = readDigests(archive);
  if (sha256 === undefined) {
    throw archive.refusal('Expected a `sha256` in `hashes`');
  }
  return { kind: 'url', url: placeOf(archive), sha256 };
}

function placeOf(table: Reader): string {
  const place = table.optionalText('url') ?? table.optionalText('path');
  if (place === undefined) {
    throw table.refusal('Expected `url` or `path`');
  }
  return place;
}

function readFile(file: Reader, kind: LockedFile['kind']): LockedFile {
  const url = file.optionalText('url');
  const path = file.optionalText('path');
  if (url !== undefined && !URL.canParse(url)) {
    throw file.refusal(`Expected \`url\` to be a URL, found \`${url}\``);
  }
  const last = url === undefined ? path?.split(/[/\\]/).at(-1) : urlFileName(url);
  if (last === undefined) {
    throw file.refusal('Expected `url` or `path`');
  }
  return {
    kind,
    filename: file.optionalText('name') ?? last,
    url,
    path: url === undefined ? path : undefined,
    ...readDigests(file),
    size: file.number('size'),
    uploadTime: file.time('upload-time'),
  };
}

/** The digests that count, the one that names files first. */
const algorithms = ['sha256', 'sha512', 'sha384'] as const;

function readDigests(file: Reader): Pick<LockedFile, 'sha256' | 'otherDigest'> {
  const hashes = file.table('hashes');
  for (const algorithm of algorithms) {
    const hex = hexDigest(algorithm, hashes?.optionalText(algorithm));
    if (hex !== undefined) {
      return algorithm === 'sha256'
        ? { sha256: hex }
        : { sha256: undefined, otherDigest: { algorithm, hex } };
    }
  }
  throw file.refusal('Expected a `sha256`, `sha512` or `sha384` in `hashes`');
}

function parseToml(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) {
      throw error;
    }
    const [reason = ''] = error.message.split('\n');
    throw new SpipError(
      'invalid-metadata',
      `Failed to read \`${path}\`, line ${error.line}: ${reason.replace(/^Invalid TOML document: /, '')}`,
      { cause: error },
    );
  }
}

/** One table of the file, which knows where it stands. */
class Reader {
  readonly #table: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #place: string;

  constructor(table: Readonly<Record<string, unknown>>, path: string, place: string) {
    this.#table = table;
    this.#path = path;
    this.#place = place;
  }

  has(key: string): boolean {
    return this.#table[key] !== undefined;
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#expected(key, 'a string');
  }

  optionalText(key: string): string | undefined {
    const value = this.#table[key];
    return value === undefined || typeof value === 'string'
      ? value
      : this.#expected(key, 'a string');
  }

  /** What a parser makes of a string, if there is one. */
  optional<T>(key: string, parse: (text: string) => T): T | undefined {
    const text = this.optionalText(key);
    return text === undefined ? undefined : this.read(text, parse);
  }

  /** What a parser makes of a string; what it refuses is refused with the place. */
  read<T>(text: string, parse: (text: string) => T): T {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof SpipError ? this.refusal(error.message, error) : error;
    }
  }

  number(key: string): number | undefined {
    const value = this.#table[key];
    return value === undefined || typeof value === 'number'
      ? value
      : this.#expected(key, 'a number');
  }

  time(key: string): string | undefined {
    const value = this.#table[key];
    return value === undefined || value instanceof Date
      ? value?.toISOString()
      : this.#expected(key, 'a date and time');
  }

  list(key: string): readonly unknown[] {
    const value = this.#table[key] ?? [];
    return Array.isArray(value) ? value : this.#expected(key, 'a list');
  }

  table(key: string): Reader | undefined {
    const value = this.#table[key];
    return value === undefined ? undefined : this.#reader(value, key);
  }

  tables(key: string): readonly Reader[] {
    return this.list(key).map((value, index) => this.#reader(value, `${key}[${index}]`));
  }

  refusal(message: string, cause?: SpipError): SpipError {
    const place = this.#place === '' ? '' : `, ${this.#place}`;
    const hint = cause?.hint;
    return new SpipError('invalid-metadata', `${message}, in \`${this.#path}\`${place}`, {
      hint,
      cause,
    });
  }

  #reader(value: unknown, key: string): Reader {
    if (!isTable(value)) {
      return this.#expected(key, 'a table');
    }
    return new Reader(value, this.#path, this.#place === '' ? key : `${this.#place}.${key}`);
  }

  #expected(key: string, what: string): never {
    throw this.refusal(`Expected \`${key}\` to be ${what}`);
  }
}
