import { execFileSync } from 'node:child_process';
import type { ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limit } from '../../../src/lib/limit.ts';
import type { LedgerLocks } from '../../../src/ledger/ledgerLocks.ts';

/** A temporary folder that goes away with `using`. */
export function temporaryFolder(): AsyncDisposable & { readonly path: string } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'spip-ledger-')));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** One holder per key within this process. */
export function processLocks(): LedgerLocks {
  const queues = new Map<string, Limit>();
  return {
    withLock: (key, task) => {
      const queue = queues.get(key) ?? new Limit(1);
      queues.set(key, queue);
      return queue.run(task);
    },
  };
}

/** Asks git itself, untouched by the settings of whoever runs the tests. */
export function askGit(ledger: string, ...args: readonly string[]): string {
  return feedGit({ ledger, args, input: '' });
}

/** The same with something on standard input. */
export function feedGit({ ledger, args, input }: GitQuestion): string {
  return execFileSync('git', [`--git-dir=${ledger}`, ...args], { ...calm(), input });
}

/** Asks git in a folder, from which it finds the repository by itself. */
export function askGitIn(directory: string, args: readonly string[]): string {
  return execFileSync('git', args, { ...calm(), cwd: directory });
}

function calm(): ExecFileSyncOptionsWithStringEncoding {
  return {
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  };
}

interface GitQuestion {
  readonly ledger: string;
  readonly args: readonly string[];
  readonly input: string;
}
