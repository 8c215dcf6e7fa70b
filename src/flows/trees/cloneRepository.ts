import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isErrno } from '../../lib/isErrno.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { DirectTarget } from '../../pep/directReference.ts';
import { gitCredentials } from './gitCredentials.ts';
import { gitVariables } from './treeGit.ts';

type GitTarget = Extract<DirectTarget, { kind: 'git' }>;
type Surroundings = Pick<Context, 'env' | 'stop'>;

/**
 * Clones a repository by the git on PATH, with the user's own settings and credentials, and checks out the revision with
 * its submodules. Returns the id of the commit.
 *
 * @throws SpipError `git-missing`, `index-unreachable` for what cannot be fetched, `no-such-version` for the revision,
 * `interrupted`
 */
export async function cloneRepository(
  { url, credentials, revision = 'HEAD' }: GitTarget,
  directory: string,
  context: Surroundings,
): Promise<string> {
  const shown = showUrl(url);
  const env = { ...gitVariables(context.env), ...gitCredentials(url, credentials) };
  const git = (...args: readonly string[]): Promise<string> =>
    runGit(args, shown, { env, stop: context.stop });
  await git('clone', '--quiet', '--no-checkout', '--', url, directory).catch((error: unknown) => {
    throw failure(error, 'index-unreachable', `Failed to clone \`${shown}\``);
  });
  const inside = ['-C', directory];
  const idOf = (name: string): Promise<string> =>
    git(...inside, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  try {
    // A branch is known here only under its remote's name.
    const commit = await idOf(revision).catch(() => idOf(`origin/${revision}`));
    await git(...inside, 'checkout', '--quiet', '--detach', commit);
    await git(...inside, 'submodule', '--quiet', 'update', '--init', '--recursive').catch(
      (error: unknown) => {
        throw failure(error, 'index-unreachable', `Failed to clone the submodules of \`${shown}\``);
      },
    );
    return commit;
  } catch (error) {
    throw failure(error, 'no-such-version', `Failed to check out \`${revision}\` of \`${shown}\``);
  }
}

async function runGit(
  args: readonly string[],
  shown: string,
  { env, stop }: Surroundings,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', [...args], {
      env,
      signal: stop.drain,
      maxBuffer: 2 ** 26,
    });
    return stdout.trim();
  } catch (error) {
    // A terminal interrupts git itself as well.
    if (stop.drain.aborted) {
      const message = `Failed to clone \`${shown}\`: interrupted`;
      throw new SpipError('interrupted', message, { cause: error });
    }
    if (isErrno(error, 'ENOENT')) {
      throw new SpipError('git-missing', `Failed to find git, which \`git+${shown}\` needs`, {
        hint: 'install git, or put it on PATH',
        cause: error,
      });
    }
    throw error;
  }
}

/** What is known already stays as it is. */
function failure(
  error: unknown,
  code: 'index-unreachable' | 'no-such-version',
  message: string,
): SpipError {
  return error instanceof SpipError
    ? error
    : new SpipError(code, `${message}${saidBy(error)}`, { cause: error });
}

/** The reason that git gives: its last line that is no general advice. */
function saidBy(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const last = text.split('\n').findLast((line) => line.trim() !== '' && !advice.has(line)) ?? '';
  const reason = last
    .trim()
    .replace(/^(?:fatal|error): /, '')
    .replace(/\.$/, '');
  return reason === '' ? '' : `: ${reason}`;
}

const advice: ReadonlySet<string> = new Set([
  'fatal: Could not read from remote repository.',
  'Please make sure you have the correct access rights',
  'and the repository exists.',
]);
