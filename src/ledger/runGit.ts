import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isErrno } from '../lib/isErrno.ts';
import { startHint } from '../lib/spawnFailure.ts';
import { SpipError } from '../lib/spipError.ts';
import { tally } from '../lib/tally.ts';

/** Where git is found and where it works. */
export interface GitPlace {
  readonly directory: string;
  /** PATH of the user; nothing else of the environment reaches git. */
  readonly path: string | undefined;
  /** Called before each process, so that a test can count them. */
  readonly onProcess: () => void;
  /** Waits for some milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** What git reads from its standard input. */
  readonly input?: string | undefined;
}

/** The usual place: of the environment only PATH matters. */
export function gitPlace(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
  onProcess: () => void = () => undefined,
): GitPlace {
  return { directory, path: env['PATH'], onProcess, pause: (milliseconds) => delay(milliseconds) };
}

export interface GitOutcome {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

// Milliseconds between tries while another git process holds a lock file: 3.15 s in all.
const patience = [50, 100, 200, 400, 800, 1600];

const settings = [
  'core.hooksPath=/dev/null',
  // Who waits for a lock file is this module, not git for a second of its own.
  'core.filesRefLockTimeout=0',
  'core.packedRefsTimeout=0',
].flatMap((setting) => ['-c', setting]);

/**
 * Runs git in the ledger and returns what it printed. No variable, configuration or hook of the user has any effect.
 * A lock file held by another git process is waited for.
 *
 * @throws SpipError `git`: names the command and git's last line, or the lock file and its age.
 */
export async function runGit(args: readonly string[], place: GitPlace): Promise<string> {
  for (const milliseconds of [...patience, undefined]) {
    const outcome = await startGit([`--git-dir=${place.directory}`, ...args], place);
    if (outcome.status === 0) {
      return outcome.stdout;
    }
    const lockFile = /Unable to create '(.+\.lock)': File exists/.exec(outcome.stderr)?.[1];
    if (lockFile === undefined) {
      throw failure(args, outcome);
    }
    if (milliseconds === undefined) {
      throw await lockFailure(args, lockFile);
    }
    await place.pause(milliseconds);
  }
  throw new Error('Unreachable: the last try returns or throws');
}

/** Starts git once and waits for its end, whatever that is. */
export async function startGit(args: readonly string[], place: GitPlace): Promise<GitOutcome> {
  place.onProcess();
  // Own process group: a Ctrl-C in the terminal must not stop git in the middle of its work.
  tally('processes');
  const child = spawn('git', [...settings, ...args], {
    env: gitEnvironment(place.path),
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid === undefined) {
    // Without descriptors left it has no streams either.
    throw startFailure(...((await once(child, 'error')) as [unknown]));
  }
  let stdout = '';
  let stderr = '';
  // Git may end before it has read all: its exit status says so.
  child.stdin.on('error', () => undefined).end(place.input ?? '');
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { status: code ?? undefined, stdout, stderr };
}

function startFailure(error: unknown): SpipError {
  if (isErrno(error, 'ENOENT', 'EACCES')) {
    return new SpipError('git-missing', 'Failed to find `git` on PATH', {
      hint: 'install git 2.32 or later',
      cause: error,
    });
  }
  const code = error instanceof Error && 'code' in error ? `: ${String(error.code)}` : '';
  return new SpipError('git', `Failed to start \`git\`${code}`, {
    hint: startHint(error),
    cause: error,
  });
}

function gitEnvironment(path: string | undefined): NodeJS.ProcessEnv {
  return {
    ...(path === undefined ? {} : { PATH: path }),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'spip',
    GIT_AUTHOR_EMAIL: 'spip@localhost',
    GIT_AUTHOR_DATE: '946684800 +0000',
    GIT_COMMITTER_NAME: 'spip',
    GIT_COMMITTER_EMAIL: 'spip@localhost',
    GIT_COMMITTER_DATE: '946684800 +0000',
  };
}

function failure(args: readonly string[], { stderr, status }: GitOutcome): SpipError {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const reason = said === '' ? `exit status ${status ?? 'unknown'}` : said;
  return new SpipError('git', `Failed to run ${commandName(args)} in the ledger: ${reason}`);
}

async function lockFailure(args: readonly string[], lockFile: string): Promise<SpipError> {
  const age = await stat(lockFile).then(
    ({ mtimeMs }) => `${Math.max(0, Math.round((Date.now() - mtimeMs) / 1000))} s old`,
    () => 'gone since',
  );
  return new SpipError(
    'git',
    `Failed to run ${commandName(args)} in the ledger: another git process holds \`${lockFile}\`, ${age}`,
    { hint: 'remove that file if no git process works in the ledger' },
  );
}

function commandName(args: readonly string[]): string {
  return `\`git ${args
    .filter((argument) => !argument.startsWith('-'))
    .slice(0, 2)
    .join(' ')}\``;
}
