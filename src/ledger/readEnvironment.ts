import { SpipError } from '../lib/spipError.ts';
import type { LedgerEnvironment } from '../model/environmentDiff.ts';
import { environmentRefs } from './refs.ts';
import type { GitPlace } from './runGit.ts';
import { gitPlace, runGit } from './runGit.ts';

export interface ReadPlace {
  /** The bare repository; it must exist. */
  readonly directory: string;
  /** Only PATH matters. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads an environment by its commit id or a unique beginning of it.
 *
 * @throws SpipError `not-found` if there is none, or more than one; `git`, `git-missing`
 */
export async function readEnvironment(
  which: string,
  { directory, env }: ReadPlace,
): Promise<LedgerEnvironment> {
  const git = gitPlace(directory, env);
  try {
    const commit = await findCommit(which, git);
    const [history, lockText, manifestText] = await Promise.all([
      runGit(['log', '--max-count=2', '--format=%s', commit], git),
      runGit(['cat-file', 'blob', `${commit}:lock.json`], git),
      runGit(['cat-file', 'blob', `${commit}:manifest`], git),
    ]);
    return { commit, base: history.split('\n')[1] ?? '', lockText, manifestText };
  } catch (error) {
    throw error instanceof SpipError && error.code === 'git' && error.hint === undefined
      ? new SpipError('git', error.message, {
          hint: '`spip gc` mends a damaged ledger',
          cause: error.cause,
        })
      : error;
  }
}

async function findCommit(which: string, git: GitPlace): Promise<string> {
  const refs = await runGit(['for-each-ref', '--format=%(refname)', environmentRefs], git);
  const commits = refs
    .split('\n')
    .map((ref) => ref.slice(environmentRefs.length))
    .filter((commit) => commit !== '' && commit.startsWith(which.toLowerCase()));
  const [first, ...others] = commits;
  if (first === undefined || which.length < 4) {
    throw new SpipError(
      'not-found',
      `Expected an environment, found none that \`${which}\` names`,
      { hint: 'give at least 4 digits of a commit; `spip show RUN CELL` names it' },
    );
  }
  if (others.length > 0) {
    throw new SpipError(
      'not-found',
      `Expected one environment, found ${commits.length} that begin with \`${which}\``,
      { hint: `they are ${commits.slice(0, 10).join(', ')}` },
    );
  }
  return first;
}
