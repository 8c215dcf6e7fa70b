import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { processesOf } from './processesOf.ts';

const cli = join(import.meta.dirname, '../../bin/spip.js');

export interface CliResult {
  /** `null` if a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Added to the rig's variables; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Below the project; the project itself if left out. */
  readonly cwd?: string;
  /** Numeric user and group to run as; only root can be somebody else. */
  readonly user?: number;
  /** A program and its arguments that starts it. */
  readonly wrapper?: readonly string[];
}

/** A run that goes on while the test does something. */
export interface StartedCli {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when standard error holds this; fails if the run ends before. */
  told(pattern: RegExp): Promise<void>;
  readonly ended: Promise<CliResult>;
}

/**
 * A temporary home and project in which the real CLI runs, with its own cache and data and none of the settings of
 * this machine. Closing it checks that nothing was left behind, and removes everything.
 */
export class Rig implements AsyncDisposable {
  /** A short path without spaces and links. */
  readonly root: string;
  readonly home: string;
  readonly project: string;
  readonly cacheDir: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly #children = new Set<ChildProcess>();

  private constructor(root: string, env: Readonly<Record<string, string | undefined>>) {
    this.root = root;
    this.home = join(root, 'home');
    this.project = join(root, 'project');
    this.cacheDir = join(root, 'cache');
    this.dataDir = join(root, 'data');
    const compileCache = process.env['NODE_COMPILE_CACHE'];
    this.env = {
      // Named one by one: whatever else is set here (PIP_*, UV_*, proxies, certificates) does not get in.
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: compileCache === undefined ? undefined : resolve(compileCache),
      HOME: this.home,
      LANG: 'C.UTF-8',
      PIP_CONFIG_FILE: '/dev/null',
      SPIP_CACHE_DIR: this.cacheDir,
      SPIP_DATA_DIR: this.dataDir,
      // Tests that run a thing twice want to see it run twice; those of reuse take this away.
      SPIP_NO_RESULT_CACHE: 'true',
      // As many cells at once as a test asks for, also on a small machine.
      SPIP_TOTAL_MEMORY: '1 TB',
      ...env,
    };
  }

  static async open(env: Readonly<Record<string, string | undefined>> = {}): Promise<Rig> {
    const rig = new Rig(await mkdtemp(join(await realpath(tmpdir()), 'spip-')), env);
    await mkdir(rig.home);
    await mkdir(rig.project);
    return rig;
  }

  /** Writes a file of the project and returns its path. */
  async write(path: string, content: string | Uint8Array): Promise<string> {
    const full = join(this.project, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
    return full;
  }

  /** Runs `spip ARGS` to its end. */
  async run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    return this.spawn(args, options).ended;
  }

  /** Starts `spip ARGS`. */
  spawn(args: readonly string[], options: CliOptions = {}): StartedCli {
    const [program = '', ...rest] = [...(options.wrapper ?? []), process.execPath, cli, ...args];
    const child = spawn(program, rest, {
      cwd: join(this.project, options.cwd ?? '.'),
      env: { ...this.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
    });
    this.#children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<CliResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => {
        this.#children.delete(child);
        resolve({ status, signal, stdout, stderr });
      });
    });
    assert.ok(child.pid !== undefined, 'the CLI did not start');
    return {
      pid: child.pid,
      stdout: () => stdout,
      stderr: () => stderr,
      signal: (name) => child.kill(name),
      told: (pattern) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (pattern.test(stderr)) {
              resolve();
            }
          };
          child.stderr.on('data', look);
          child.once('close', () =>
            reject(new Error(`It never said ${String(pattern)}: ${stderr}`)),
          );
          look();
        }),
      ended,
    };
  }

  /** Fails if a run left a worktree, a branch, a temporary file or a process. */
  assertNothingLeft(): void {
    const ledger = join(this.dataDir, 'ledger.git');
    const branches = existsSync(ledger)
      ? execFileSync(
          'git',
          ['--git-dir', ledger, 'for-each-ref', '--format=%(refname)', 'refs/heads'],
          {
            encoding: 'utf8',
            env: { PATH: this.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', HOME: this.home },
          },
        )
          .split('\n')
          .filter((name) => name !== '' && !name.startsWith('refs/heads/base/'))
      : [];
    assert.deepEqual(
      {
        branches,
        worktrees: entriesOf(join(ledger, 'worktrees')),
        temporary: [
          ...[
            join(this.cacheDir, 'tmp'),
            join(this.dataDir, 'tmp'),
            join(ledger, 'spip-tmp'),
          ].flatMap(entriesOf),
          ...unfinishedIn(this.cacheDir),
        ],
        work: entriesOf(join(this.cacheDir, 'work')),
        journals: entriesOf(join(this.dataDir, 'journals')),
        processes: processesOf(this.root),
      },
      { branches: [], worktrees: [], temporary: [], work: [], journals: [], processes: [] },
      'something was left behind',
    );
  }

  async close(): Promise<void> {
    try {
      for (const child of this.#children) {
        child.kill('SIGKILL');
      }
      assert.equal(this.#children.size, 0, 'a CLI was still running at the end of the test');
      this.assertNothingLeft();
    } finally {
      await removeTree(this.root);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Halves of small files, beside where they would belong. */
function unfinishedIn(cacheDir: string): readonly string[] {
  return ['index-v3', 'metadata-v2', 'interpreters-v2', 'pointers-v2', 'sdists-v1']
    .map((bucket) => join(cacheDir, bucket))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .filter((name) => name.endsWith('.tmp'));
}

function entriesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
