import { hash } from 'node:crypto';
import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Distribution } from '../../../src/envs/lockText.ts';
import type { Interpreter } from '../../../src/model/interpreter.ts';
import type { EntryPoint, StoredFile, StoredWheel } from '../../../src/model/storedWheel.ts';
import { normaliseName } from '../../../src/pep/names.ts';
import { discoverPythons } from '../../../src/pythons/discoverPythons.ts';

/** The Pythons of this machine. */
export async function realPythons(cacheDir: string): Promise<readonly Interpreter[]> {
  const found = await discoverPythons({
    env: process.env,
    home: homedir(),
    cwd: tmpdir(),
    cacheDir,
  });
  return found.interpreters;
}

/** An interpreter that is only talked about, never started. */
export const plainPython: Interpreter = {
  executable: '/opt/python/bin/python3.11',
  lacks: [],
  elsewhere: [],
  implementation: 'cpython',
  version: '3.11.7',
  python: '3.11',
  abiflags: '',
  freeThreaded: false,
  debug: false,
  prerelease: false,
  source: 'PATH',
  basePrefix: '/opt/python',
  cacheTag: 'cpython-311',
  paths: {
    purelib: 'lib/python3.11/site-packages',
    platlib: 'lib64/python3.11/site-packages',
    scripts: 'bin',
    include: 'include/site/python3.11',
    data: '',
  },
  markers: {
    implementation_name: 'cpython',
    implementation_version: '3.11.7',
    os_name: 'posix',
    platform_machine: 'x86_64',
    platform_python_implementation: 'CPython',
    platform_release: '6.1.0',
    platform_system: 'Linux',
    platform_version: '#1 SMP',
    python_full_version: '3.11.7',
    python_version: '3.11',
    sys_platform: 'linux',
  },
  tags: ['py3-none-any'],
  build: 'plain',
};

export interface WheelOutline {
  readonly name: string;
  readonly version?: string | undefined;
  readonly files?: Readonly<Record<string, string | Uint8Array>> | undefined;
  readonly executables?: readonly string[] | undefined;
  readonly requires?: readonly string[] | undefined;
  readonly requiresPython?: string | undefined;
  readonly consoleScripts?: readonly EntryPoint[] | undefined;
  readonly guiScripts?: readonly EntryPoint[] | undefined;
  readonly rootIsPurelib?: boolean | undefined;
  /** Extras asked of it. */
  readonly extras?: readonly string[] | undefined;
}

/** One time for all store files: 2001-09-09. */
const storeTime = 1_000_000_000;

/** Puts a wheel's files into a folder as the store does: read-only, with one fixed time. */
export function storeWheel(folder: string, outline: WheelOutline): Distribution {
  const { name, version = '1.0', files = {} } = outline;
  const distInfo = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const root = join(folder, `${name}-${version}`);
  const all: Readonly<Record<string, string | Uint8Array>> = {
    ...files,
    [`${distInfo}/METADATA`]: metadataText({ ...outline, version }),
    [`${distInfo}/WHEEL`]: 'Wheel-Version: 1.0\n',
  };
  const stored = Object.entries(all).map(([path, content]): StoredFile => {
    const bytes = Buffer.from(content);
    const executable = outline.executables?.includes(path) ?? false;
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    utimesSync(target, storeTime, storeTime);
    chmodSync(target, executable ? 0o555 : 0o444);
    return { path, sha256: hash('sha256', bytes), size: bytes.length, executable };
  });
  const filename = `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`;
  const sha256 = hash('sha256', stored.map((file) => file.sha256).join());
  const wheel: StoredWheel = {
    sha256,
    filename,
    name,
    version,
    root,
    files: stored.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    distInfo,
    rootIsPurelib: outline.rootIsPurelib ?? true,
    consoleScripts: outline.consoleScripts ?? [],
    guiScripts: outline.guiScripts ?? [],
    notes: [],
  };
  return {
    wheel,
    locked: {
      name: normaliseName(name),
      version,
      file: {
        filename,
        kind: 'wheel',
        url: `https://secret.example/${filename}`,
        sha256,
        size: 1,
        requiresPython: outline.requiresPython,
        uploadTime: undefined,
        yanked: false,
        metadata: false,
        index: 'https://secret.example/simple/',
      },
      extras: outline.extras ?? [],
      requires: outline.requires ?? [],
    },
  };
}

function metadataText({ name, version = '', requires = [], requiresPython }: WheelOutline): string {
  return [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === undefined ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
    '',
  ].join('\n');
}
