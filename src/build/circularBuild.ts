import { SpipError } from '../lib/spipError.ts';
import { CircularWork } from '../lib/work.ts';

/** Says of builds that wait for each other which they are; any other error as it is. */
export function circularBuild(error: unknown): unknown {
  if (!(error instanceof CircularWork)) {
    return error;
  }
  // Whoever asked first does not matter: it is the same circle.
  const first = error.names.filter(isSdist).toSorted()[0] ?? '';
  const at = error.names.indexOf(first);
  const circle = [...error.names.slice(at), ...error.names.slice(0, at), first];
  return new SpipError(
    'build-failed',
    `Failed to build \`${first}\`, whose build needs itself: ${circle.map((name) => `\`${name}\``).join(' -> ')}`,
    {
      hint: 'only a wheel of one of them helps; another release may have one',
      cause: error,
    },
  );
}

/** Whether an error came of `circularBuild`: any other attempt ends the same way. */
export function isCircularBuild(error: unknown): boolean {
  return error instanceof SpipError && error.cause instanceof CircularWork;
}

function isSdist(name: string): boolean {
  return /\.(?:tar\.[a-z0-9]+|tgz|zip)$/.test(name);
}
