import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { writeZip } from './zipWriter.ts';
import type { FileTree } from './wheelBuilder.ts';

type SdistFormat = 'tar.gz' | 'tgz' | 'tar.bz2' | 'zip';

export interface SdistSpec {
  readonly name: string;
  readonly version: string;
  /** By path below the top folder; without it one package of that name. */
  readonly files?: FileTree | undefined;
  /** Symbolic links by path below the top folder, in a tar. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /**
   * Text of `pyproject.toml`; `null` for a project without one, which has a `setup.py`. If left out, the sdist brings its own small
   * backend that needs nothing from an index and packs `files` into a `py3-none-any` wheel.
   */
  readonly pyproject?: string | null | undefined;
  /** Header lines that PKG-INFO has beyond name and version, for example `Requires-Dist: idna`. */
  readonly metadataLines?: readonly string[] | undefined;
  readonly metadataVersion?: string | undefined;
  readonly format?: SdistFormat | undefined;
}

export interface BuiltSdist {
  readonly filename: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** Text of PKG-INFO. */
  readonly metadata: string;
}

/** A source distribution from an object literal; equal input gives equal bytes. */
export function buildSdist(spec: SdistSpec): BuiltSdist {
  const format = spec.format ?? 'tar.gz';
  const { top, metadata, files } = sourceTree(spec);
  const entries = Object.entries(files).map(([path, data]): [string, string | Uint8Array] => [
    `${top}/${path}`,
    data,
  ]);
  const links = Object.entries(spec.links ?? {}).map(([path, linkname]) => ({
    name: `${top}/${path}`,
    type: '2',
    linkname,
  }));
  const bytes =
    format === 'zip'
      ? writeZip(entries.map(([name, data]) => ({ name, data, method: 'deflate' })))
      : packTar(writeTar([...entries.map(([name, data]) => ({ name, data })), ...links]), format);
  return {
    filename: `${top}.${format}`,
    bytes,
    sha256: hash('sha256', bytes, 'hex'),
    metadata,
  };
}

interface SourceTree {
  /** Name of the top folder. */
  readonly top: string;
  /** Text of PKG-INFO. */
  readonly metadata: string;
  /** By path below the top folder. */
  readonly files: FileTree;
}

/** What a source distribution holds, for tests that pack it themselves. */
export function sourceTree(spec: SdistSpec): SourceTree {
  const escaped = spec.name.replace(/[-_.]+/g, '_');
  const metadata = `${[
    `Metadata-Version: ${spec.metadataVersion ?? '2.1'}`,
    `Name: ${spec.name}`,
    `Version: ${spec.version}`,
    ...(spec.metadataLines ?? []),
  ].join('\n')}\n`;
  const files: Record<string, string | Uint8Array> = {
    'PKG-INFO': metadata,
    ...(spec.files ?? { [`${escaped}/__init__.py`]: `__version__ = '${spec.version}'\n` }),
  };
  if (typeof spec.pyproject === 'string') {
    files['pyproject.toml'] = spec.pyproject;
  } else if (spec.pyproject === null) {
    files['setup.py'] ??= 'from setuptools import setup\nsetup()\n';
  } else {
    files['pyproject.toml'] = ownBackendProject;
    files['own_backend.py'] = ownBackend;
  }
  return { top: `${escaped}-${spec.version}`, metadata, files };
}

function packTar(tar: Buffer, format: SdistFormat): Buffer {
  return format === 'tar.bz2' ? bzip2(tar) : gzipSync(tar);
}

/** Packs by Python's bz2, the reference: Node has none. */
export function bzip2(data: Uint8Array, level = 9): Buffer {
  return packByPython(data, `import bz2; pack = lambda data: bz2.compress(data, ${level})`);
}

/** Packs as entries of zip archives have it, by Python. */
export function lzma(data: Uint8Array): Buffer {
  const pack =
    'def pack(data): one = zipfile.LZMACompressor(); return one.compress(data) + one.flush()';
  return packByPython(data, `import zipfile\n${pack}`);
}

function packByPython(data: Uint8Array, pack: string): Buffer {
  const program = `import sys\n${pack}\nsys.stdout.buffer.write(pack(sys.stdin.buffer.read()))`;
  const maxBuffer = 2 ** 28;
  return execFileSync('python3', ['-I', '-S', '-c', program], { input: data, maxBuffer });
}

export interface TarEntrySpec {
  readonly name: string;
  readonly data?: string | Uint8Array | undefined;
  readonly mode?: number | undefined;
  /** The type flag: '0' file, '1' hard link, '2' symbolic link, '3' device, '5' directory, 'x' and 'g' pax, 'L' GNU name. */
  readonly type?: string | undefined;
  readonly linkname?: string | undefined;
  /** Contents of the magic and version fields. */
  readonly magic?: string | undefined;
  /** Changes the header before its checksum is taken. */
  readonly edit?: ((header: Buffer) => void) | undefined;
}

/** A ustar archive of these entries; a name above 100 bytes gets a pax header. */
export function writeTar(entries: readonly TarEntrySpec[]): Buffer {
  const parts: Buffer[] = [];
  for (const entry of entries) {
    if (Buffer.byteLength(entry.name) > 100) {
      parts.push(tarRecord({ name: 'pax', type: 'x', data: paxRecord('path', entry.name) }));
    }
    parts.push(tarRecord(entry));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** One `length key=value` record of a pax header. */
export function paxRecord(key: string, value: string): string {
  const tail = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(tail) + 1;
  while (length !== Buffer.byteLength(`${length}${tail}`)) {
    length = Buffer.byteLength(`${length}${tail}`);
  }
  return `${length}${tail}`;
}

function tarRecord(entry: TarEntrySpec): Buffer {
  const data = Buffer.from(entry.data ?? '');
  const header = Buffer.alloc(512);
  header.write(entry.name, 0, 100);
  header.write(octal(entry.mode ?? 0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(data.length, 11), 124);
  header.write(octal(year2000, 11), 136);
  header.write('        ', 148);
  header.write(entry.type ?? '0', 156);
  header.write(entry.linkname ?? '', 157, 100);
  header.write(entry.magic ?? 'ustar\u000000', 257);
  entry.edit?.(header);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\u0000 `,
    148,
  );
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

// Python's zipfile refuses times before 1980.
const year2000 = 946_684_800;

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

const ownBackendProject = `[build-system]
requires = []
build-backend = "own_backend"
backend-path = ["."]
`;

/** A backend that needs nothing: it packs what lies in the source tree. */
export const ownBackend = `import os, zipfile

def _headers():
    with open("PKG-INFO") as stream:
        return stream.read()

def _field(name):
    for line in _headers().splitlines():
        if line.startswith(name + ": "):
            return line[len(name) + 2:]

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    stem = _field("Name").replace("-", "_").replace(".", "_") + "-" + _field("Version")
    info = stem + ".dist-info/"
    filename = stem + "-py3-none-any.whl"
    names = []
    with zipfile.ZipFile(os.path.join(wheel_directory, filename), "w") as wheel:
        for folder, folders, files in os.walk("."):
            folders.sort()
            for name in sorted(files):
                path = os.path.relpath(os.path.join(folder, name), ".")
                if path in ("PKG-INFO", "pyproject.toml", "own_backend.py") or "__pycache__" in path:
                    continue
                with open(path, "rb") as stream:
                    wheel.writestr(path, stream.read())
                names.append(path)
        wheel.writestr(info + "METADATA", _headers())
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        names += [info + "METADATA", info + "WHEEL", info + "RECORD"]
        wheel.writestr(info + "RECORD", "".join(name + ",,\\n" for name in names))
    return filename
`;
