import type { Interpreter } from '../model/interpreter.ts';
import { compareVersions, parseVersion } from '../pep/version.ts';

/** CPython before PyPy, oldest version first; of one version plain builds before free-threaded and debug ones, and complete ones last. */
export function comparePythons(a: Interpreter, b: Interpreter): number {
  return (
    Number(a.implementation !== 'cpython') - Number(b.implementation !== 'cpython') ||
    compareVersions(parseVersion(a.version), parseVersion(b.version)) ||
    Number(a.freeThreaded) - Number(b.freeThreaded) ||
    Number(a.debug) - Number(b.debug) ||
    b.lacks.length - a.lacks.length
  );
}
