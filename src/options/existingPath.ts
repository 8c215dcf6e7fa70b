import { isAbsolute, resolve } from 'node:path';
import { lookAt } from '../lib/files/lookAt.ts';
import { SpipError } from '../lib/spipError.ts';

/** The absolute path of something that exists. `what` names its role in the message. */
export function existingPath(path: string, cwd: string, what: string): string {
  const full = resolve(cwd, path);
  if (lookAt(full, `\`${path}\` (${what})`) === undefined) {
    throw new SpipError('not-found', `Expected \`${path}\` (${what}) to exist`, {
      hint: isAbsolute(path) ? undefined : `looked for it in \`${cwd}\``,
    });
  }
  return full;
}
