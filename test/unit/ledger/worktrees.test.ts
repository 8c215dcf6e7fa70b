import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLedger } from '../../../src/ledger/openLedger.ts';
import type { Ledger } from '../../../src/ledger/openLedger.ts';
import { gitWorktrees } from '../../support/gitWorktrees.ts';
import { askGit, askGitIn, processLocks, temporaryFolder } from './ledgerRig.ts';

interface World {
  readonly ledger: Ledger;
  readonly commit: string;
  /** Folder of the cells. */
  readonly work: string;
}

async function world(
  folder: string,
  worktrees: 'git' | 'files',
  reuseEntries?: boolean,
): Promise<World> {
  const ledger = await openLedger({
    directory: join(folder, 'ledger.git'),
    locks: processLocks(),
    env: process.env,
    worktrees: worktrees === 'git' ? gitWorktrees : undefined,
    reuseEntries,
  });
  const base = await ledger.ensureBase({ branch: 'base/x', text: 'x\n' });
  const commit = await ledger.commitEnvironment({ base, lockText: '{}\n', manifestText: '' });
  return { ledger, commit, work: join(folder, 'work') };
}

/** Paths as git lists them, without the bare repository itself. */
function listed(ledger: Ledger): readonly string[] {
  return askGit(ledger.directory, 'worktree', 'list', '--porcelain')
    .split('\n')
    .filter((line) => line.startsWith('worktree '))
    .map((line) => line.slice('worktree '.length))
    .filter((path) => path !== ledger.directory);
}

const leftovers: Readonly<Record<string, (entry: string, directory: string) => void>> = {
  'still locked, with an index.lock': (entry) => {
    writeFileSync(join(entry, 'locked'), 'initializing\n');
    writeFileSync(join(entry, 'index.lock'), '');
  },
  'without the directory’s .git': (_entry, directory) => rmSync(join(directory, '.git')),
  'without commondir and HEAD': (entry) => {
    writeFileSync(join(entry, 'locked'), 'initializing\n');
    rmSync(join(entry, 'commondir'));
    rmSync(join(entry, 'HEAD'));
  },
  'without gitdir': (entry) => {
    writeFileSync(join(entry, 'locked'), 'initializing\n');
    rmSync(join(entry, 'gitdir'));
  },
  'with an empty gitdir': (entry) => writeFileSync(join(entry, 'gitdir'), ''),
};

for (const worktrees of ['git', 'files'] as const) {
  test(`${worktrees}: 64 worktrees come and go at once without an error`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    const directories = Array.from({ length: 64 }, (_, index) =>
      // Half of the names are equal: cells of different runs may share them.
      join(work, `run${index % 2}`, `c${index >> 1}`),
    );
    await Promise.all(directories.map((directory) => ledger.addWorktree(commit, directory)));
    assert.deepEqual(listed(ledger).toSorted(), directories.toSorted());
    assert.deepEqual(
      (await ledger.listWorktrees()).toSorted((a, b) => (a.directory < b.directory ? -1 : 1)),
      directories.toSorted().map((directory) => ({ directory, commit })),
    );
    const entries = directories.map((directory) => readFileSync(join(directory, '.git'), 'utf8'));
    assert.equal(new Set(entries).size, 64);
    await Promise.all(directories.map((directory) => ledger.removeWorktree(directory)));
    assert.deepEqual(listed(ledger), []);
    assert.deepEqual(await ledger.listWorktrees(), []);
    assert.equal(directories.some(existsSync), false);
  });

  test(`${worktrees}: additions and removals mix`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const directory = join(work, `c${index}`);
        await ledger.addWorktree(commit, directory);
        assert.equal(askGit(join(directory, '.git'), 'rev-parse', 'HEAD').trim(), commit);
        await ledger.removeWorktree(directory);
      }),
    );
    assert.deepEqual(listed(ledger), []);
  });

  test(`${worktrees}: a worktree holds nothing but its \`.git\``, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    await ledger.addWorktree(commit, join(work, 'c'));
    assert.deepEqual(await readdir(join(work, 'c')), ['.git']);
  });

  test(`${worktrees}: a removal takes locked folders and read-only files with it and is repeatable`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    const directory = join(work, 'c');
    await ledger.addWorktree(commit, directory);
    mkdirSync(join(directory, 'env/lib'), { recursive: true });
    writeFileSync(join(directory, 'env/lib/x.py'), '', { mode: 0o444 });
    await chmod(join(directory, 'env/lib'), 0o555);
    await ledger.removeWorktree(directory);
    await ledger.removeWorktree(directory);
    assert.equal(existsSync(directory), false);
    assert.deepEqual(listed(ledger), []);
  });

  test(`${worktrees}: paths through symbolic links, with spaces and with line breaks work`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    mkdirSync(join(work, 'real'), { recursive: true });
    symlinkSync('real', join(work, 'link'));
    for (const name of ['link/c', 'a b/ü c', 'line\nbreak/c']) {
      const directory = join(work, name);
      await ledger.addWorktree(commit, directory);
      assert.equal((await ledger.listWorktrees()).length, 1, name);
      await ledger.removeWorktree(directory);
      assert.deepEqual(await ledger.listWorktrees(), [], name);
    }
  });

  test(`${worktrees}: a removal clears an entry whose directory and parents are gone`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    symlinkSync('work', join(folder.path, 'link'));
    mkdirSync(work);
    await ledger.addWorktree(commit, join(folder.path, 'link', 'run', 'c'));
    rmSync(join(work, 'run'), { recursive: true });
    await ledger.removeWorktree(join(folder.path, 'link', 'run', 'c'));
    assert.deepEqual(listed(ledger), []);
  });

  for (const [name, damage] of Object.entries(leftovers)) {
    test(`${worktrees}: what a killed \`worktree add\` leaves is removed: ${name}`, async () => {
      await using folder = temporaryFolder();
      const { ledger, commit, work } = await world(folder.path, worktrees);
      await ledger.addWorktree(commit, join(work, 'c'));
      const entry = readFileSync(join(work, 'c', '.git'), 'utf8').slice('gitdir: '.length, -1);
      await ledger.addWorktree(commit, join(work, 'other'));
      damage(entry, join(work, 'c'));
      await ledger.removeWorktree(join(work, 'c'));
      assert.equal(existsSync(entry), false);
      assert.deepEqual(listed(ledger), [join(work, 'other')]);
      await ledger.addWorktree(commit, join(work, 'c'));
      assert.equal(askGit(join(work, 'c', '.git'), 'rev-parse', 'HEAD').trim(), commit);
    });
  }

  test(`${worktrees}: a directory that holds something is refused and kept`, async () => {
    await using folder = temporaryFolder();
    const { ledger, commit, work } = await world(folder.path, worktrees);
    mkdirSync(join(work, 'c'), { recursive: true });
    writeFileSync(join(work, 'c', 'mine'), '');
    await assert.rejects(ledger.addWorktree(commit, join(work, 'c')), {
      code: 'git',
      message: /already exists|^Expected an empty directory/,
    });
    assert.deepEqual(await readdir(join(work, 'c')), ['mine']);
    assert.deepEqual(listed(ledger), []);
  });
}

const questions: readonly (readonly string[])[] = [
  ['worktree', 'list', '--porcelain'],
  ['status', '--porcelain=v2', '--branch'],
  [
    'rev-parse',
    '--git-dir',
    '--git-common-dir',
    '--show-toplevel',
    '--is-inside-work-tree',
    'HEAD',
  ],
  ['log', '--format=%H %s'],
  ['diff', '--stat', 'HEAD'],
  ['fsck', '--full'],
  ['worktree', 'prune', '--dry-run', '--expire=now', '--verbose'],
];

/** What git answers inside a worktree, with the entry's own name left out. */
function answers(directory: string): readonly string[] {
  return questions.map((args) =>
    askGitIn(directory, args).replaceAll(/(worktrees\/c)-?[0-9a-f]*/g, '$1'),
  );
}

test('git answers the same in a worktree whose entry was written as files, before and after it removes it', async () => {
  await using folder = temporaryFolder();
  const { ledger, commit, work } = await world(folder.path, 'git');
  const files = await openLedger({
    directory: ledger.directory,
    locks: processLocks(),
    env: process.env,
  });
  const directory = join(work, 'c');
  const expected = await (async () => {
    await ledger.addWorktree(commit, directory);
    const seen = answers(directory);
    await ledger.removeWorktree(directory);
    return seen;
  })();
  await files.addWorktree(commit, directory);
  assert.deepEqual(answers(directory), expected);
  askGit(ledger.directory, 'worktree', 'lock', directory);
  askGit(ledger.directory, 'worktree', 'unlock', directory);
  askGit(ledger.directory, 'worktree', 'remove', '--force', directory);
  assert.equal(existsSync(directory), false);
  assert.deepEqual(listed(ledger), []);
  assert.deepEqual(readdirSync(ledger.directory).includes('worktrees'), false);
  await files.removeWorktree(directory);
  await files.addWorktree(commit, directory);
  assert.deepEqual(listed(ledger), [directory]);
});

test('files: an entry is made of an earlier one only if nothing was left in it', async () => {
  await using folder = temporaryFolder();
  const { ledger, commit, work } = await world(folder.path, 'files', true);
  const victim = join(folder.path, 'victim');
  writeFileSync(victim, 'kept');
  const changes: readonly ((entry: string) => void)[] = [
    () => undefined,
    (entry) => writeFileSync(join(entry, 'index'), 'left'),
    (entry) => writeFileSync(join(entry, 'commondir'), '/elsewhere\n'),
    (entry) => {
      rmSync(join(entry, 'HEAD'));
      symlinkSync(victim, join(entry, 'HEAD'));
    },
    (entry) => {
      rmSync(join(entry, 'HEAD'));
      linkSync(victim, join(entry, 'HEAD'));
    },
  ];
  const inodes: number[] = [];
  for (const change of [...changes, () => undefined]) {
    await ledger.addWorktree(commit, join(work, 'c'));
    const entry = readFileSync(join(work, 'c', '.git'), 'utf8').slice('gitdir: '.length, -1);
    inodes.push(statSync(entry).ino);
    assert.deepEqual(readdirSync(entry).toSorted(), ['HEAD', 'commondir', 'gitdir']);
    assert.equal(askGit(join(work, 'c', '.git'), 'rev-parse', 'HEAD').trim(), commit);
    change(entry);
    await ledger.removeWorktree(join(work, 'c'));
  }
  assert.equal(inodes[0], inodes[1]);
  assert.equal(readFileSync(victim, 'utf8'), 'kept');
});

test('files: no entry serves again where tests can reach it', async () => {
  await using folder = temporaryFolder();
  const { ledger, commit, work } = await world(folder.path, 'files');
  const kept: string[] = [];
  for (const round of ['0', '1']) {
    await ledger.addWorktree(commit, join(work, 'c'));
    const entry = readFileSync(join(work, 'c', '.git'), 'utf8').slice('gitdir: '.length, -1);
    for (const name of ['HEAD', 'commondir', 'gitdir']) {
      assert.equal(statSync(join(entry, name)).nlink, 1);
      linkSync(join(entry, name), join(folder.path, `${name}-${round}`));
      kept.push(join(folder.path, `${name}-${round}`));
    }
    await ledger.removeWorktree(join(work, 'c'));
  }
  assert.ok(kept.every((path) => statSync(path).nlink === 1));
});
