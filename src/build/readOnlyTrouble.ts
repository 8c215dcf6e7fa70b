import { SpipError } from '../lib/spipError.ts';
import type { Isolation } from '../process/isolation/isolation.ts';

/** The failure of a build that wanted to write where the sandbox of this machine lets nobody; `undefined` for any other. */
export function readOnlyTrouble(
  error: unknown,
  { level, hasLayer }: Pick<Isolation, 'level' | 'hasLayer'>,
): SpipError | undefined {
  if (
    !(error instanceof SpipError && error.code === 'build-failed') ||
    level === 'none' ||
    hasLayer ||
    !/\bErrno 30\b|Read-only file system/.test(error.message)
  ) {
    return undefined;
  }
  const { code, message, log, lasting, cause } = error;
  const hint =
    'the sandbox keeps environments read-only on this machine: `--sandbox off` lets a build write there';
  return new SpipError(code, message, { hint, log, lasting, cause });
}
