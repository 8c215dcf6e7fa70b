import type { MarkerEnvironment } from '../pep/markerEnvironment.ts';

/** Directories of an environment, relative to its prefix, POSIX separators, no trailing slash; '' is the prefix. */
export interface InstallPaths {
  readonly purelib: string;
  readonly platlib: string;
  readonly scripts: string;
  readonly include: string;
  readonly data: string;
}

/** One Python found on this machine, as its probe reported it. */
export interface Interpreter {
  /** Absolute real path of the base executable, never a shim or a virtual environment's link. */
  readonly executable: string;
  readonly implementation: 'cpython' | 'pypy';
  /** Full version, for example `3.11.7` or `3.14.0rc1`. */
  readonly version: string;
  /** How a grid writes it: `3.11`, `3.13t` (free-threaded), `pypy3.10`. */
  readonly python: string;
  readonly abiflags: string;
  readonly freeThreaded: boolean;
  readonly debug: boolean;
  readonly prerelease: boolean;
  /** Where it was found, for people: `PATH`, `pyenv`, `uv`, `asdf`, `mise`, `hatch`, `conda`, `spip`, `system`, `named`. */
  readonly source: string;
  readonly basePrefix: string;
  /** `sys.implementation.cache_tag`, for example `cpython-311`. */
  readonly cacheTag: string;
  readonly paths: InstallPaths;
  /** Modules of the standard library that it was built without, or that its system keeps elsewhere. */
  readonly lacks: readonly string[];
  /** Files and folders outside of its prefix and of the system's folders that it is made of, such as libraries. */
  readonly elsewhere: readonly string[];
  readonly markers: MarkerEnvironment;
  /** PEP 425 tags that it accepts, as `py3-none-any`, most preferred first. */
  readonly tags: readonly string[];
  /** Hex sha256 that identifies this very build: version string, real path, size and mtime of the executable and of its library. */
  readonly build: string;
}

/** A candidate that could not be used: reported, then skipped. */
export interface BrokenInterpreter {
  readonly path: string;
  readonly source: string;
  readonly reason: string;
}
