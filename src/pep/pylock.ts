/** One file of a package in a lock file: `url` without credentials, `sha256` in lower-case hex, `size` in bytes. */
export interface PylockFile {
  readonly kind: 'wheel' | 'sdist';
  readonly filename: string;
  readonly url: string;
  readonly sha256: string;
  readonly size: number | undefined;
  /** ISO 8601 with an offset, for example `2024-05-01T12:00:00Z`. */
  readonly uploadTime: string | undefined;
}

export interface PylockPackage {
  /** Normalised. */
  readonly name: string;
  /** Normalised. */
  readonly version: string;
  readonly requiresPython: string | undefined;
  /** URL of the index that the files come from. */
  readonly index: string | undefined;
  /** Normalised names of the packages of this lock that it needs. */
  readonly dependencies: readonly string[];
  /** At most one sdist; empty only where `direct` is set. */
  readonly files: readonly PylockFile[];
  /** Where a direct reference leads, in the place of files. */
  readonly direct?: PylockDirect | undefined;
}

/** `url` without credentials, `path` absolute, `sha256` in lower-case hex. */
export type PylockDirect =
  | { readonly kind: 'archive'; readonly url: string; readonly sha256: string }
  | {
      readonly kind: 'vcs';
      readonly url: string;
      readonly commit: string;
      readonly subdirectory: string | undefined;
    }
  | { readonly kind: 'directory'; readonly path: string };

export interface Pylock {
  /** Name of the tool, for example `spip`. */
  readonly createdBy: string;
  readonly requiresPython: string | undefined;
  /** Markers of the environments that it was made for. */
  readonly environments: readonly string[];
  readonly packages: readonly PylockPackage[];
}

/** The text of a `pylock.toml` (PEP 751): keys in the order of the specification, packages by name, one newline at the end. */
export function formatPylock(lock: Pylock): string {
  const head = [
    ...pair('lock-version', quote('1.0')),
    ...(lock.environments.length === 0
      ? []
      : pair('environments', list(lock.environments.map(quote)))),
    ...text('requires-python', lock.requiresPython),
    ...text('created-by', lock.createdBy),
  ];
  const packages = lock.packages
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
    .map((each) => ['[[packages]]', ...formatPackage(each)]);
  return `${[head, ...packages].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function formatPackage(each: PylockPackage): readonly string[] {
  const wheels = each.files.filter((file) => file.kind === 'wheel');
  const sdist = each.files.find((file) => file.kind === 'sdist');
  const dependencies = each.dependencies.map((name) => table(text('name', name)));
  return [
    ...text('name', each.name),
    // A source tree may change its version: the specification forbids to name one.
    ...(each.direct === undefined || each.direct.kind === 'archive'
      ? text('version', each.version)
      : []),
    ...text('requires-python', each.requiresPython),
    ...(dependencies.length === 0 ? [] : pair('dependencies', list(dependencies))),
    ...text('index', each.index),
    ...(each.direct === undefined ? [] : formatDirect(each.direct)),
    ...(sdist === undefined ? [] : pair('sdist', formatFile(sdist))),
    ...(wheels.length === 0 ? [] : pair('wheels', list(wheels.map(formatFile)))),
  ];
}

function formatDirect(direct: PylockDirect): readonly string[] {
  switch (direct.kind) {
    case 'archive':
      return pair(
        'archive',
        table([
          ...text('url', direct.url),
          ...pair('hashes', table(text('sha256', direct.sha256))),
        ]),
      );
    case 'vcs':
      return pair(
        'vcs',
        table([
          ...text('type', 'git'),
          ...text('url', direct.url),
          ...text('commit-id', direct.commit),
          ...text('subdirectory', direct.subdirectory),
        ]),
      );
    case 'directory':
      return pair('directory', table(text('path', direct.path)));
  }
}

function formatFile(file: PylockFile): string {
  const isTime = file.uploadTime !== undefined && offsetDateTime.test(file.uploadTime);
  return table([
    ...text('name', file.filename),
    ...(isTime ? pair('upload-time', file.uploadTime) : []),
    ...text('url', file.url),
    ...(file.size === undefined ? [] : pair('size', String(file.size))),
    ...pair('hashes', table(text('sha256', file.sha256))),
  ]);
}

const offsetDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/;

function pair(key: string, value: string): readonly string[] {
  return [`${key} = ${value}`];
}

function text(key: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : pair(key, quote(value));
}

function list(items: readonly string[]): string {
  return items.length === 1
    ? `[${items.join('')}]`
    : `[\n${items.map((item) => `    ${item},\n`).join('')}]`;
}

function table(pairs: readonly string[]): string {
  return `{ ${pairs.join(', ')} }`;
}

/** JSON escapes all that TOML does, except DEL. */
function quote(value: string): string {
  return JSON.stringify(value).replaceAll('\u007F', '\\u007F');
}
