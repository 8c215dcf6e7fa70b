import { isErrno } from './isErrno.ts';
import { SpipError } from './spipError.ts';

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'check that the program and the working directory exist',
  EACCES: 'check that the program may be executed',
  ENOEXEC: 'check that the program fits this machine',
  E2BIG: 'shorten the command or the variables handed to it',
  EMFILE: 'raise the limit of open files (`ulimit -n`) or lower `--jobs`',
  ENFILE: 'close other programs or lower `--jobs`',
  EAGAIN: 'raise the limit of processes (`ulimit -u`) or lower `--jobs`',
  ENOMEM: 'lower `--jobs`',
};

/** A program that could not be started, as an expected failure with its way out. */
export function spawnFailure(
  error: unknown,
  spec: { readonly argv: readonly string[]; readonly cwd: string },
): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return error;
  }
  return new SpipError(
    'internal',
    `Failed to start \`${spec.argv[0]}\` in \`${spec.cwd}\`: ${error.code}`,
    {
      hint: startHint(error),
      cause: error,
    },
  );
}

/** The way out where a program could not be started, if one is known. */
export function startHint(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? hints[String(error.code)] : undefined;
}

/** Whether not the program is at fault but this machine, which has no process, descriptor or memory for it now. */
export function isShortage(error: unknown): boolean {
  return isErrno(error, 'EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM');
}
