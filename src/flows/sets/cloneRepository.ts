import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { DirectTarget } from '../../pep/directReference.ts';
import { gitVariables } from './gitVariables.ts';

type GitTarget = Extract<DirectTarget, { kind: 'git' }>;

/**
 * Clones a repository by the git on PATH, with the user's own settings and credentials, and checks out the revision with
 * its submodules. Returns the id of the commit.
 *
 * @throws SpipError `git-missing`, `index-unreachable` for a clone that fails, `no-such-version` for the revision
 */
export async function cloneRepository(
  { url, revision }: GitTarget,
  directory: string,
  { env, stop }: Pick<Context, 'env' | 'stop'>,
): Promise<string> {
  const shown = url.replace(/\/\/[^@/]*@/, '//***@');
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', [...args], {
      env: gitVariables(env),
      signal: stop.kill,
      maxBuffer: 2 ** 26,
    });
    return stdout.trim();
  };
  try {
    await git('clone', '--quiet', '--no-checkout', '--', url, directory);
  } catch (error) {
    throw cloneFailure(error, shown);
  }
  try {
    // A branch is known here only under its remote's name.
    const wanted = revision ?? 'HEAD';
    const commit = await git(
      '-C',
      directory,
      'rev-parse',
      '--verify',
      '--quiet',
      `${wanted}^{commit}`,
    ).catch(() =>
      git('-C', directory, 'rev-parse', '--verify', '--quiet', `origin/${wanted}^{commit}`),
    );
    await git('-C', directory, 'checkout', '--quiet', '--detach', commit);
    await git('-C', directory, 'submodule', '--quiet', 'update', '--init', '--recursive');
    return commit;
  } catch (error) {
    throw new SpipError(
      'no-such-version',
      `Failed to check out \`${revision ?? 'HEAD'}\` of \`${shown}\`${saidBy(error)}`,
      { cause: error },
    );
  }
}

function cloneFailure(error: unknown, shown: string): SpipError {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new SpipError('git-missing', `Failed to find git, which \`git+${shown}\` needs`, {
      hint: 'install git, or put it on PATH',
      cause: error,
    });
  }
  return new SpipError('index-unreachable', `Failed to clone \`${shown}\`${saidBy(error)}`, {
    cause: error,
  });
}

/** The last line that git printed. */
function saidBy(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const last = text.split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${last.replaceAll(/\/\/[^@/\s]*@/g, '//***@')}`;
}
