import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Variables for a git that knows no settings of this machine. */
export function ownGit(home: string): Readonly<Record<string, string | undefined>> {
  return { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
}

export interface GitRepository {
  readonly directory: string;
  readonly git: (...args: readonly string[]) => string;
  /** Writes files and commits all that there is; returns the id of the commit. */
  readonly commit: (files: Readonly<Record<string, string>>) => Promise<string>;
}

/** An empty repository with the branch `main`; equal files, in equal order, give equal commits. */
export async function gitRepository(directory: string): Promise<GitRepository> {
  await mkdir(directory, { recursive: true });
  const moment = '2024-05-01T12:00:00Z';
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', directory, ...args], {
      encoding: 'utf8',
      env: {
        ...ownGit(directory),
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.invalid',
        GIT_AUTHOR_DATE: moment,
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.invalid',
        GIT_COMMITTER_DATE: moment,
      },
    }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    directory,
    git,
    commit: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
      git('add', '.');
      git('commit', '--quiet', '--message', 'a commit');
      return git('rev-parse', 'HEAD');
    },
  };
}
