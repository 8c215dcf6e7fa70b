import { compareVersions, parseVersion } from '../../pep/version.ts';
import { specifiersContain } from '../../pep/specifiers.ts';
import type { PythonRequest } from '../pythonRequest.ts';
import type { NamedPython, PythonArchive } from './pythonArchive.ts';

/**
 * The Python that a request means among those that can be had: the newest, a final one before pre-releases. A specifier
 * means a plain CPython. `undefined`: none, which is always so for paths and `all`.
 */
export function chooseArchive<T extends PythonArchive>(
  request: PythonRequest,
  archives: readonly T[],
): T | undefined {
  const matching = archives
    .filter((archive) => isMeant(request, archive))
    .toSorted(compareArchives);
  return matching.findLast((each) => !isPrerelease(each)) ?? matching.at(-1);
}

/** Of each minor version and kind the newest, CPython before PyPy, oldest first. */
export function newestArchives<T extends PythonArchive>(archives: readonly T[]): readonly T[] {
  const best = new Map<string, T>();
  for (const each of archives.toSorted(compareArchives)) {
    best.set(minorOf(each), each);
  }
  return [...best.values()];
}

/** How the grid would write it: `3.14`, `3.13t`, `pypy3.11`. */
export function minorOf({ implementation, version, freeThreaded }: NamedPython): string {
  const minor = version.split('.').slice(0, 2).join('.').replace(/\D+$/, '');
  return `${implementation === 'pypy' ? 'pypy' : ''}${minor}${freeThreaded ? 't' : ''}`;
}

/** Whether a Python is one of those that a request means. */
export function isMeant(request: PythonRequest, python: NamedPython): boolean {
  const { implementation, version, freeThreaded } = python;
  switch (request.kind) {
    case 'name':
      return (
        implementation === request.implementation &&
        freeThreaded === request.freeThreaded &&
        !request.debug &&
        (request.version === '' ||
          version === request.version ||
          version.startsWith(`${request.version}.`))
      );
    case 'specifier':
      return (
        implementation === 'cpython' &&
        !freeThreaded &&
        specifiersContain(request.specifiers, parseVersion(version), {
          prereleases: request.specifiers.namesPrerelease,
        })
      );
    case 'all':
    case 'path':
      return false;
  }
}

function isPrerelease({ version }: PythonArchive): boolean {
  return /[a-z]/.test(version);
}

function compareArchives(a: PythonArchive, b: PythonArchive): number {
  return (
    Number(a.implementation !== 'cpython') - Number(b.implementation !== 'cpython') ||
    compareVersions(parseVersion(a.version), parseVersion(b.version)) ||
    Number(a.freeThreaded) - Number(b.freeThreaded) ||
    compareVersions(parseVersion(a.build), parseVersion(b.build))
  );
}
