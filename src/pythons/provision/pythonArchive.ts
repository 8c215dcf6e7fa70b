import type { Interpreter } from '../../model/interpreter.ts';

/** What is told of a Python by its name. */
export interface NamedPython {
  readonly implementation: Interpreter['implementation'];
  /** Of CPython all of it, `3.14.0`; of PyPy what its name tells, `3.11`. */
  readonly version: string;
  /** What tells builds of one version apart: a date, or PyPy's own version. */
  readonly build: string;
  readonly freeThreaded: boolean;
}

/** A Python as its makers pack it: the name of the archive tells all of it. */
export interface PythonArchive extends NamedPython {
  /** Of the file: `cpython-3.14.0+20251010-x86_64-unknown-linux-gnu-install_only_stripped.tar.gz`. */
  readonly filename: string;
  /** As `machinePlatform` names it: `linux-x86_64-gnu`, `darwin-aarch64`. */
  readonly platform: string;
}

const standalone =
  /^cpython-(?<version>3\.\d+\.\d+(?:(?:a|b|rc)\d+)?)\+(?<build>\d{8})-(?<machine>x86_64|aarch64)-(?<system>unknown-linux-gnu|unknown-linux-musl|apple-darwin)(?<free>-freethreaded)?-install_only(?:_stripped)?\.tar\.gz$/;
const pypy =
  /^pypy(?<version>3\.\d+)-v(?<build>\d+\.\d+\.\d+)-(?<platform>linux64|aarch64|macos_x86_64|macos_arm64)\.tar\.(?:gz|bz2)$/;

const systems: Readonly<Record<string, readonly [system: string, libc: string]>> = {
  'unknown-linux-gnu': ['linux', '-gnu'],
  'unknown-linux-musl': ['linux', '-musl'],
  'apple-darwin': ['darwin', ''],
};

const platformsOfPypy: Readonly<Record<string, string>> = {
  linux64: 'linux-x86_64-gnu',
  aarch64: 'linux-aarch64-gnu',
  macos_x86_64: 'darwin-x86_64',
  macos_arm64: 'darwin-aarch64',
};

/** Reads the name of an archive of python-build-standalone, or of PyPy; `undefined` for any other name. */
export function readArchiveName(filename: string): PythonArchive | undefined {
  const { version = '', build = '', ...rest } = standalone.exec(filename)?.groups ?? {};
  if (version !== '') {
    const [system = '', libc = ''] = systems[rest['system'] ?? ''] ?? [];
    return {
      filename,
      implementation: 'cpython',
      version,
      build,
      freeThreaded: rest['free'] !== undefined,
      platform: `${system}-${rest['machine']}${libc}`,
    };
  }
  const groups = pypy.exec(filename)?.groups;
  return (
    groups && {
      filename,
      implementation: 'pypy',
      version: groups['version'] ?? '',
      build: groups['build'] ?? '',
      freeThreaded: false,
      platform: platformsOfPypy[groups['platform'] ?? ''] ?? '',
    }
  );
}

/** How people write it, and what its folder is called: `3.14.0`, `3.13.1t`, `pypy3.11-7.3.20`. */
export function archiveLabel({
  implementation,
  version,
  build,
  freeThreaded,
}: NamedPython): string {
  return implementation === 'pypy'
    ? `pypy${version}-${build}`
    : `${version}${freeThreaded ? 't' : ''}`;
}

/** What to ask for to get this one: of PyPy there is one build for each version. */
export function requestFor(python: NamedPython): string {
  return python.implementation === 'pypy' ? `pypy${python.version}` : archiveLabel(python);
}

/** Reads what `archiveLabel` gives; of CPython it does not tell the build. */
export function readLabel(label: string): NamedPython | undefined {
  const [, pypyVersion, build = ''] = /^pypy(3\.\d+)-(.+)$/.exec(label) ?? [];
  if (pypyVersion !== undefined) {
    return { implementation: 'pypy', version: pypyVersion, build, freeThreaded: false };
  }
  const [, version, free] = /^(3\.\d+\.\d+(?:(?:a|b|rc)\d+)?)(t?)$/.exec(label) ?? [];
  return version === undefined
    ? undefined
    : { implementation: 'cpython', version, build: '', freeThreaded: free === 't' };
}
