import { hash } from 'node:crypto';
import { writeZip } from './zipWriter.ts';
import type { ZipEntrySpec, ZipOptions } from './zipWriter.ts';

export type FileTree = Readonly<Record<string, string | Uint8Array>>;

export interface WheelSpec {
  readonly name: string;
  readonly version: string;
  /** By path inside the wheel; without it one package of that name. */
  readonly files?: FileTree | undefined;
  readonly executables?: readonly string[] | undefined;
  readonly requires?: readonly string[] | undefined;
  readonly requiresPython?: string | undefined;
  /** Provides-Extra. */
  readonly extras?: readonly string[] | undefined;
  /** Group, then name, then target: `{console_scripts: {tool: 'pkg.cli:main'}}`. */
  readonly entryPoints?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly tag?: string | undefined;
  readonly build?: string | undefined;
  readonly metadataVersion?: string | undefined;
  /** Further header lines of METADATA. */
  readonly metadataLines?: readonly string[] | undefined;
  readonly wheelVersion?: string | undefined;
  readonly rootIsPurelib?: boolean | undefined;
  /** By path: the row to write instead, or `undefined` for no row. */
  readonly recordOverrides?: Readonly<Record<string, string | undefined>> | undefined;
  /** Rows of RECORD for files that are not there. */
  readonly recordRows?: readonly string[] | undefined;
  readonly withoutRecord?: boolean | undefined;
  /** Entries added as they are. */
  readonly rawEntries?: readonly ZipEntrySpec[] | undefined;
  /** Whether RECORD has rows for them, as they are written; folders have none. */
  readonly recordsRaw?: boolean | undefined;
  readonly zip?: ZipOptions | undefined;
  /** Overrides of the dist-info folder's own files; `undefined` leaves one out. */
  readonly distInfoFiles?: Readonly<Record<string, string | undefined>> | undefined;
  /** Name of the wheel file where it should not fit its contents. */
  readonly filename?: string | undefined;
}

export interface BuiltWheel {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** Text of METADATA. */
  readonly metadata: string;
}

/** A wheel from an object literal; equal input gives equal bytes. */
export function buildWheel(spec: WheelSpec): BuiltWheel {
  const escaped = spec.name.replace(/[-_.]+/g, '_');
  const distInfo = `${escaped}-${spec.version}.dist-info`;
  const tag = spec.tag ?? 'py3-none-any';
  const metadata = metadataText(spec);
  const own: Record<string, string | undefined> = {
    METADATA: metadata,
    WHEEL: wheelText(spec, tag),
    ...(spec.entryPoints === undefined
      ? {}
      : { 'entry_points.txt': entryPointsText(spec.entryPoints) }),
    ...spec.distInfoFiles,
  };
  const files: [string, string | Uint8Array][] = Object.entries(
    spec.files ?? { [`${escaped}/__init__.py`]: `__version__ = '${spec.version}'\n` },
  );
  for (const [name, text] of Object.entries(own)) {
    if (text !== undefined) {
      files.push([`${distInfo}/${name}`, text]);
    }
  }
  if (spec.withoutRecord !== true) {
    const recorded = [...files, ...(spec.recordsRaw === true ? rawFiles(spec) : [])];
    files.push([`${distInfo}/RECORD`, recordText(spec, recorded, `${distInfo}/RECORD`)]);
  }
  const executables = new Set(spec.executables);
  const entries = files.map(([name, data]): ZipEntrySpec => {
    return { name, data, method: 'deflate', mode: executables.has(name) ? 0o100755 : 0o100644 };
  });
  const bytes = writeZip([...entries, ...(spec.rawEntries ?? [])], spec.zip);
  const build = spec.build === undefined ? '' : `-${spec.build}`;
  return {
    filename: spec.filename ?? `${escaped}-${spec.version}${build}-${tag}.whl`,
    bytes,
    sha256: hash('sha256', bytes, 'hex'),
    metadata,
  };
}

function metadataText(spec: WheelSpec): string {
  const lines = [
    `Metadata-Version: ${spec.metadataVersion ?? '2.1'}`,
    `Name: ${spec.name}`,
    `Version: ${spec.version}`,
    ...(spec.requiresPython === undefined ? [] : [`Requires-Python: ${spec.requiresPython}`]),
    ...(spec.extras ?? []).map((extra) => `Provides-Extra: ${extra}`),
    ...(spec.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    ...(spec.metadataLines ?? []),
  ];
  return `${lines.join('\n')}\n`;
}

function wheelText(spec: WheelSpec, tag: string): string {
  const [pythons = '', abis = '', platforms = ''] = tag.split('-');
  const tags = pythons
    .split('.')
    .flatMap((python) =>
      abis
        .split('.')
        .flatMap((abi) => platforms.split('.').map((platform) => `${python}-${abi}-${platform}`)),
    );
  const lines = [
    `Wheel-Version: ${spec.wheelVersion ?? '1.0'}`,
    'Generator: spip',
    `Root-Is-Purelib: ${String(spec.rootIsPurelib ?? abis === 'none')}`,
    ...tags.map((one) => `Tag: ${one}`),
    ...(spec.build === undefined ? [] : [`Build: ${spec.build}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function entryPointsText(groups: NonNullable<WheelSpec['entryPoints']>): string {
  return Object.entries(groups)
    .map(([group, points]) => {
      const lines = Object.entries(points).map(([name, target]) => `${name} = ${target}`);
      return [`[${group}]`, ...lines, ''].join('\n');
    })
    .join('\n');
}

function rawFiles({
  rawEntries = [],
}: WheelSpec): readonly (readonly [string, string | Uint8Array])[] {
  return rawEntries
    .map(({ name, data = '' }) => [String(name), data] as const)
    .filter(([name]) => !name.endsWith('/'));
}

function recordText(
  spec: WheelSpec,
  files: readonly (readonly [string, string | Uint8Array])[],
  itself: string,
): string {
  const overrides = new Map(Object.entries(spec.recordOverrides ?? {}));
  const rows = files.flatMap(([path, data]) => {
    if (overrides.has(path)) {
      const row = overrides.get(path);
      return row === undefined ? [] : [row];
    }
    const length = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
    return [`${quoted(path)},sha256=${hash('sha256', data, 'base64url')},${length}`];
  });
  return `${[...rows, ...(spec.recordRows ?? []), `${itself},,`].join('\n')}\n`;
}

function quoted(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
