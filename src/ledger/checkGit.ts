import { SpipError } from '../lib/spipError.ts';
import type { GitPlace } from './runGit.ts';
import { startGit } from './runGit.ts';

const needed = { major: 2, minor: 32 };

/**
 * Makes sure that git is there and new enough for `GIT_CONFIG_GLOBAL` and worktrees as the ledger uses them.
 *
 * @throws SpipError `git-missing`: names the version found and the one needed.
 */
export async function checkGit(place: GitPlace): Promise<void> {
  const outcome = await startGit(['--version'], place);
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(outcome.stdout) ?? [];
  if (major === undefined || minor === undefined) {
    const said = outcome.stdout.trim() || outcome.stderr.trim();
    throw new SpipError(
      'git-missing',
      `Expected \`git --version\` to name a version: \`${said}\``,
      {
        hint: `install git ${needed.major}.${needed.minor} or later`,
      },
    );
  }
  const found = { major: Number(major), minor: Number(minor) };
  if (found.major < needed.major || (found.major === needed.major && found.minor < needed.minor)) {
    throw new SpipError(
      'git-missing',
      `Expected git ${needed.major}.${needed.minor} or later, found ${outcome.stdout.trim().slice('git version '.length)}`,
      { hint: `install git ${needed.major}.${needed.minor} or later` },
    );
  }
}
