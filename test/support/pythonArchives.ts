import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeTar } from '../../src/archive/writeTar.ts';
import type { TarMember } from '../../src/archive/writeTar.ts';
import { machinePlatform } from '../../src/pythons/provision/machinePlatform.ts';
import type { ServedFile } from './indexPages.ts';
import { sha256 } from './indexPages.ts';

/** A Python of this machine that works wherever it lies, as members of an archive below `python/`. */
export interface RelocatablePython {
  /** `3.11`: its minor version. */
  readonly minor: string;
  /** An archive of it that calls itself another patch release, for example 99: none of the machine has it. */
  pack(patch: number): PackedPython;
}

export interface PackedPython {
  /** `3.11.99` */
  readonly version: string;
  readonly filename: string;
  readonly bytes: Buffer;
}

/** The first Python in folders, such as PATH, that can be moved; `undefined` where none can. */
export function findRelocatable(
  folders = process.env['PATH'] ?? '',
): RelocatablePython | undefined {
  for (const executable of executables(folders)) {
    const parts = partsOf(executable);
    const members = parts && membersOf(parts);
    if (parts !== undefined && members !== undefined && isRelocatable(parts, members)) {
      const { minor } = parts;
      return {
        minor,
        pack: (patch) => {
          const version = `${minor}.${patch}`;
          return packMembers(version, renamed(members, { minor, patch }));
        },
      };
    }
  }
  return undefined;
}

/** Packs members as a Python of this version for this machine. */
export function packMembers(version: string, members: readonly TarMember[]): PackedPython {
  return {
    version,
    filename: archiveName(version),
    bytes: gzipSync(writeTar(members), { level: 1 }),
  };
}

/** As an index server has it, at `/files/...`. */
export function servedPython({
  filename,
  bytes,
}: Pick<PackedPython, 'filename' | 'bytes'>): ServedFile {
  return { filename: encodeURIComponent(filename), bytes };
}

/** What a publisher says of them: a line for each. */
export function manifestOf(pythons: readonly Pick<PackedPython, 'filename' | 'bytes'>[]): string {
  return pythons.map(({ filename, bytes }) => `${sha256(bytes)}  ${filename}\n`).join('');
}

function archiveName(version: string): string {
  const [system = '', machine = '', libc = ''] = machinePlatform().split('-');
  const vendor = system === 'darwin' ? 'apple-darwin' : `unknown-linux-${libc}`;
  return `cpython-${version}+20260101-${machine}-${vendor}-install_only_stripped.tar.gz`;
}

function executables(folders: string): readonly string[] {
  const names = Array.from({ length: 10 }, (_, index) => `python3.${index + 6}`);
  return folders
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .filter((path) => existsSync(path));
}

interface Parts {
  readonly executable: string;
  readonly stdlib: string;
  readonly dynload: string;
  readonly minor: string;
}

function partsOf(executable: string): Parts | undefined {
  const code =
    'import os, sys; print(os.path.realpath(sys.executable)); print(os.path.dirname(os.__file__)); print("%d.%d" % sys.version_info[:2])';
  const [real = '', stdlib = '', minor = ''] = ask(executable, code).split('\n');
  return minor === ''
    ? undefined
    : { executable: real, stdlib, dynload: join(stdlib, 'lib-dynload'), minor };
}

function ask(executable: string, code: string): string {
  const { stdout } = spawnSync(executable, ['-I', '-S', '-c', code], { encoding: 'utf8' });
  return (stdout ?? '').trim();
}

/** What no test of ours imports. */
const unused =
  /^(?:__pycache__|tests?|(?:site|dist)-packages|config-.*|asyncio|curses|dbm|distutils|ensurepip|html|http|idlelib|lib2to3|msilib|pydoc_data|sqlite3|tkinter|turtledemo|unittest|venv|wsgiref|xml|xmlrpc|_pydecimal.py|_pyio.py|doctest.py|imaplib.py|mailbox.py|optparse.py|pdb.py|pickletools.py|pydoc.py|smtplib.py|tarfile.py|turtle.py)$/;

function membersOf({ executable, stdlib, minor }: Parts): readonly TarMember[] | undefined {
  const lib = `python/lib/python${minor}`;
  try {
    return [
      { path: `python/bin/python${minor}`, data: readFileSync(executable), executable: true },
      { path: 'python/bin/python3', target: `python${minor}` },
      ...filesBelow(stdlib).map(({ path, data }) => ({ path: `${lib}/${path}`, data })),
      { path: `${lib}/_sysconfigdata__made_up.py`, data: Buffer.from(buildFacts) },
    ];
  } catch {
    return undefined;
  }
}

/** As python-build-standalone writes it. */
const buildFacts =
  "build_time_vars = {'prefix': '/install', 'CC': 'clang -pthread', 'LIBDIR': '/install/lib'}\n";

function filesBelow(
  folder: string,
  prefix = '',
): readonly { readonly path: string; readonly data: Buffer }[] {
  return readdirSync(join(folder, prefix)).flatMap((name) => {
    const path = `${prefix}${name}`;
    const full = join(folder, path);
    if (unused.test(name)) {
      return [];
    }
    return statSync(full).isDirectory()
      ? filesBelow(folder, `${path}/`)
      : [{ path, data: readFileSync(full) }];
  });
}

/** Whether it finds its library where it lies, and not where it was built for. */
function isRelocatable({ minor }: Parts, members: readonly TarMember[]): boolean {
  const root = mkdtempSync(join(tmpdir(), 'spip-test-'));
  try {
    for (const { path, data, executable } of members) {
      if (data !== undefined) {
        mkdirSync(join(root, path, '..'), { recursive: true });
        writeFileSync(join(root, path), data, { mode: executable === true ? 0o755 : 0o644 });
      }
    }
    const code = 'import sys, os, json, zlib, _socket; print(sys.base_prefix); print(os.__file__)';
    const said = ask(join(root, `python/bin/python${minor}`), code).split('\n');
    return said.length === 2 && said.every((path) => path.startsWith(`${root}/python`));
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What it runs first of all makes it say another number. */
function renamed(
  members: readonly TarMember[],
  { minor, patch }: { readonly minor: string; readonly patch: number },
): readonly TarMember[] {
  const first = `python/lib/python${minor}/encodings/__init__.py`;
  const code = `
import sys as _sys
class _Numbers(tuple):
    major = property(lambda self: self[0])
    minor = property(lambda self: self[1])
    micro = property(lambda self: self[2])
    releaselevel = property(lambda self: self[3])
    serial = property(lambda self: self[4])
_sys.version_info = _sys.implementation.version = _Numbers((*_sys.version_info[:2], ${patch}, "final", 0))
_sys.version = "${minor}.${patch} " + _sys.version.partition(" ")[2]
`;
  return members.map((member) =>
    member.path === first
      ? { ...member, data: Buffer.concat([Buffer.from(member.data ?? ''), Buffer.from(code)]) }
      : member,
  );
}
