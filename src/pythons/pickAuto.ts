import type { Interpreter } from '../model/interpreter.ts';
import { admitsPython } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { parseVersion } from '../pep/version.ts';
import { comparePythons } from './comparePythons.ts';

export interface AutoRelease {
  /** Its Requires-Python; `undefined` where it admits every Python. */
  readonly requiresPython: Specifiers | undefined;
  /** Whether it has a wheel that the interpreter can use; left out where it has no wheels at all. */
  readonly hasCompatibleWheel?: ((interpreter: Interpreter) => boolean) | undefined;
}

/**
 * The Python on which a release is tried when the user names none: the newest installed final CPython that it
 * admits, one with a compatible wheel before one without. `undefined`: none is admitted.
 */
export function pickAuto(
  interpreters: readonly Interpreter[],
  release: AutoRelease,
): Interpreter | undefined {
  const { requiresPython, hasCompatibleWheel } = release;
  const admitted = interpreters
    .filter((each) => each.implementation === 'cpython')
    .filter((each) => !each.prerelease && !each.freeThreaded && !each.debug)
    .filter(
      (each) =>
        requiresPython === undefined || admitsPython(requiresPython, parseVersion(each.version)),
    )
    .toSorted((a, b) => comparePythons(b, a));
  const withWheel =
    hasCompatibleWheel === undefined ? undefined : admitted.find(hasCompatibleWheel);
  return withWheel ?? admitted[0];
}
