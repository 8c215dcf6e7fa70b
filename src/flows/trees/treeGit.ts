import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Asks git about a source tree. The tree may be another user's, whom git does not trust for what its settings start:
 * here they start nothing, neither a monitor of files nor what fetches missing objects. `undefined` without git and
 * outside of a repository.
 */
export async function treeGit(
  tree: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const settings = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false'];
  try {
    const { stdout } = await promisify(execFile)('git', [...settings, '-C', tree, ...args], {
      env: { ...gitVariables(env), GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' },
      maxBuffer: 2 ** 28,
    });
    return stdout;
  } catch {
    return undefined;
  }
}

/** The user's variables without those that lead git elsewhere; it never asks for a password, and speaks English. */
export function gitVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const own = Object.entries(env).filter(
    ([name]) => !name.startsWith('GIT_') || /^GIT_(SSH|SSH_COMMAND|ASKPASS|SSL_.*)$/.test(name),
  );
  return { ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C.UTF-8' };
}
