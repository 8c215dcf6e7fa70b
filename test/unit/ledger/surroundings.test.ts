import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { openLedger } from '../../../src/ledger/openLedger.ts';
import type { Ledger } from '../../../src/ledger/openLedger.ts';
import { runGit } from '../../../src/ledger/runGit.ts';
import { askGit, processLocks, temporaryFolder } from './ledgerRig.ts';

function open(folder: string, env: NodeJS.ProcessEnv): Promise<Ledger> {
  return openLedger({ directory: join(folder, 'ledger.git'), locks: processLocks(), env });
}

async function oneWorktree(ledger: Ledger, directory: string): Promise<string> {
  const base = await ledger.ensureBase({ branch: 'base/x', text: 'x\n' });
  const commit = await ledger.commitEnvironment({ base, lockText: 'a\n', manifestText: 'b\n' });
  await ledger.addWorktree(commit, directory);
  return commit;
}

/** A folder to put first on PATH, with a `git` that is this shell script. */
function scriptedGit(folder: string, script: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: `${bin}${delimiter}${process.env['PATH']}` };
}

test('variables, settings and hooks of the user have no effect', async () => {
  await using calm = temporaryFolder();
  await using hostile = temporaryFolder();
  const home = join(hostile.path, 'home');
  const hooks = join(home, 'hooks');
  mkdirSync(hooks, { recursive: true });
  for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\necho "$0" >> '${home}/ran'\n`, { mode: 0o755 });
  }
  writeFileSync(
    join(home, '.gitconfig'),
    `[core]\n\tautocrlf = true\n\thooksPath = ${hooks}\n\tbare = false\n[commit]\n\tgpgsign = true\n` +
      `[gpg]\n\tprogram = /nonexistent\n[init]\n\ttemplateDir = ${home}\n\tdefaultObjectFormat = sha256\n`,
  );
  const variables = {
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
    GIT_CONFIG_SYSTEM: join(home, '.gitconfig'),
    GIT_DIR: join(home, 'nowhere.git'),
    GIT_WORK_TREE: home,
    GIT_INDEX_FILE: join(home, 'index'),
    GIT_OBJECT_DIRECTORY: join(home, 'objects'),
    GIT_CEILING_DIRECTORIES: '/',
    GIT_DEFAULT_HASH: 'sha256',
    GIT_TEMPLATE_DIR: home,
    GIT_AUTHOR_DATE: 'junk',
    GIT_TRACE: '1',
  };
  const commits: string[] = [];
  for (const [folder, env] of [
    [calm.path, process.env],
    [hostile.path, { ...process.env, ...variables }],
  ] as const) {
    const inherited = { ...process.env };
    Object.assign(process.env, env);
    try {
      const ledger = await open(folder, env);
      commits.push(await oneWorktree(ledger, join(folder, 'work', 'c')));
      await ledger.removeWorktree(join(folder, 'work', 'c'));
      assert.equal(readFileSync(join(ledger.directory, 'HEAD'), 'utf8').startsWith('ref: '), true);
    } finally {
      for (const name of Object.keys(variables)) {
        Reflect.deleteProperty(process.env, name);
      }
      Object.assign(process.env, inherited);
    }
  }
  assert.equal(commits[0], commits[1]);
  assert.deepEqual((await readdir(home)).toSorted(), ['.gitconfig', 'hooks']);
  assert.equal(askGit(join(hostile.path, 'ledger.git'), 'worktree', 'list').split('\n').length, 2);
});

test('no git on PATH is one clear failure', async () => {
  await using folder = temporaryFolder();
  await assert.rejects(open(folder.path, { PATH: join(folder.path, 'empty') }), {
    code: 'git-missing',
    message: 'Failed to find `git` on PATH',
    hint: 'install git 2.32 or later',
  });
  assert.deepEqual(await readdir(folder.path), []);
});

test('a git that is too old names both versions', async () => {
  await using folder = temporaryFolder();
  const env = scriptedGit(folder.path, 'echo git version 2.31.8');
  await assert.rejects(open(folder.path, env), {
    code: 'git-missing',
    message: 'Expected git 2.32 or later, found 2.31.8',
  });
  assert.deepEqual(await readdir(folder.path), ['bin']);
});

test('a git that fails names its last line', async () => {
  await using folder = temporaryFolder();
  const env = scriptedGit(
    folder.path,
    'case "$*" in *--version*) echo git version 2.50.0;; *) echo one >&2; echo disk is sad >&2; exit 3;; esac',
  );
  await assert.rejects(open(folder.path, env), {
    code: 'git',
    message: 'Failed to run `git init` in the ledger: disk is sad',
  });
  assert.deepEqual(await readdir(folder.path), ['bin']);
});

test('two processes’ worth of ledgers open at once: one repository, nothing torn', async () => {
  await using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'ledger.git.new-dead'));
  const locks = processLocks();
  const ledgers = await Promise.all(
    Array.from({ length: 8 }, () =>
      openLedger({ directory: join(folder.path, 'ledger.git'), locks, env: process.env }),
    ),
  );
  assert.deepEqual(await readdir(folder.path), ['ledger.git']);
  assert.equal(askGit(ledgers[0]?.directory ?? '', 'fsck', '--strict').includes('error'), false);
  assert.equal(askGit(join(folder.path, 'ledger.git'), 'config', 'gc.auto').trim(), '0');
});

test('a lock file of another git process is waited for', async () => {
  await using folder = temporaryFolder();
  const ledger = await open(folder.path, process.env);
  const base = await ledger.ensureBase({ branch: 'base/x', text: 'x\n' });
  askGit(ledger.directory, 'pack-refs', '--all');
  const lock = join(ledger.directory, 'packed-refs.lock');
  writeFileSync(lock, '');
  let tries = 0;
  const pauses: number[] = [];
  await runGit(['update-ref', '-d', 'refs/heads/base/x', base], {
    directory: ledger.directory,
    path: process.env['PATH'],
    onProcess: () => {
      tries += 1;
      if (tries === 3) {
        rmSync(lock);
      }
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  assert.deepEqual(pauses, [50, 100]);
});

test('a lock file that stays ends in a failure that names it and its age', async () => {
  await using folder = temporaryFolder();
  const ledger = await open(folder.path, process.env);
  const base = await ledger.ensureBase({ branch: 'base/x', text: 'x\n' });
  askGit(ledger.directory, 'pack-refs', '--all');
  const lock = join(ledger.directory, 'packed-refs.lock');
  writeFileSync(lock, '');
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(lock, hourAgo, hourAgo);
  await assert.rejects(
    runGit(['update-ref', '-d', 'refs/heads/base/x'], {
      directory: ledger.directory,
      path: process.env['PATH'],
      onProcess: () => undefined,
      pause: async () => undefined,
    }),
    (error: Error) => error.message.includes(`\`${lock}\``) && /360\d s old$/.test(error.message),
  );
  assert.equal(askGit(ledger.directory, 'rev-parse', 'refs/heads/base/x').trim(), base);
});

test('an unwritable data directory is the user’s to choose anew', async () => {
  await using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  await assert.rejects(open(join(folder.path, 'file', 'data'), process.env), {
    code: 'unwritable',
    message: `Failed to make the data directory: \`${join(folder.path, 'file', 'data')}\``,
  });
});
