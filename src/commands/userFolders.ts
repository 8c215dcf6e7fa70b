import { isAbsolute } from 'node:path';
import { noHome } from '../lib/noHome.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Context } from '../model/context.ts';

interface Asked {
  readonly cwd: () => string;
  readonly homedir: () => string;
}

/**
 * Where the user is and lives. Without HOME and a line in the system's list of users there is no home.
 *
 * @throws SpipError `not-found` where the working directory has been removed
 */
export function userFolders({ cwd, homedir }: Asked): Pick<Context, 'cwd' | 'home'> {
  try {
    return { cwd: cwd(), home: homeOf(homedir) };
  } catch (error) {
    throw new SpipError('not-found', 'Expected the working directory to exist', {
      hint: 'it was removed or cannot be reached: change to another one',
      cause: error,
    });
  }
}

function homeOf(homedir: () => string): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : noHome;
  } catch {
    return noHome;
  }
}
