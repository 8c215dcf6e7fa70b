import { SpipError } from '../lib/spipError.ts';
import { isCircularBuild } from './circularBuild.ts';
import type { FailureCode } from '../lib/failureCodes.ts';

/** Codes that say that the build's own requirements are the trouble, not the surroundings. */
const codes: ReadonlySet<FailureCode> = new Set([
  'unresolvable',
  'no-compatible-file',
  'build-failed',
  'install-failed',
  'unknown-package',
  'no-such-version',
  'invalid-requirement',
  'invalid-specifier',
  'invalid-marker',
]);

/** What to throw where the environment of a build cannot be made: `build-failed` if its requirements are to blame. */
export function requirementTrouble(
  error: unknown,
  { filename, requires }: { readonly filename: string; readonly requires: readonly string[] },
): unknown {
  if (
    !(error instanceof SpipError) ||
    !codes.has(error.code) ||
    // It tells of all builds that have to do with it.
    isCircularBuild(error)
  ) {
    return error;
  }
  const list = requires.map((each) => `\`${each}\``).join(', ');
  return new SpipError(
    'build-failed',
    `Failed to build \`${filename}\`, whose build requires ${list}: ${error.message}`,
    { hint: error.hint, log: error.log, cause: error },
  );
}
