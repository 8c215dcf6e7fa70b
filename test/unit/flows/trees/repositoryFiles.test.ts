import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chown, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { packTree, unnamedSource } from '../../../../src/flows/trees/packTree.ts';
import { repositoryFiles } from '../../../../src/flows/trees/repositoryFiles.ts';
import { gitRepository, ownGit } from '../../../support/gitRepository.ts';
import type { GitRepository } from '../../../support/gitRepository.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

const skipUnlessRoot = { skip: process.getuid?.() === 0 ? false : 'needs root' };

interface Tagged extends GitRepository {
  readonly folder: string;
}

/** One commit behind the tag `v1.5`, in a folder of its own. */
async function tagged(t: TestContext): Promise<Tagged> {
  const folder = await temporaryFolder(t);
  const repository = await gitRepository(join(folder, 'origin'));
  await repository.commit({ 'setup.py': '1' });
  repository.git('tag', 'v1.5');
  await repository.commit({ 'setup.py': '2' });
  return { ...repository, folder };
}

/** What backends read of a tree where it is built: alone, what it came from gone. */
async function described(tree: string, { folder }: Tagged): Promise<string> {
  const packed = await packTree(tree, ownGit(folder));
  const away = join(folder, 'away');
  await mkdir(away);
  for (const name of await readdir(folder)) {
    await (name === 'away' ? undefined : rename(join(folder, name), join(away, name)));
  }
  const built = join(folder, 'built');
  await mkdir(built);
  execFileSync('tar', ['-xzf', '-', '-C', built], { input: packed });
  const top = join(built, unnamedSource);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', top, ...args], {
      encoding: 'utf8',
      env: { ...ownGit(folder), GIT_CEILING_DIRECTORIES: built },
    }).trim();
  assert.match(git('rev-parse', '--show-toplevel'), new RegExp(`/built/${unnamedSource}$`));
  git('fsck', '--connectivity-only');
  return git('describe', '--tags', '--dirty').replace(/-g[0-9a-f]+/, '');
}

suite('a tree whose repository is not, or not all, in its own folder', () => {
  test('a linked worktree, with its own branch and what is changed there', async (t) => {
    const main = await tagged(t);
    main.git('branch', 'worktrees/odd');
    main.git('worktree', 'add', '--quiet', '../linked', 'worktrees/odd');
    const linked = join(main.folder, 'linked');
    await writeFile(join(linked, 'setup.py'), 'changed');
    assert.equal(await described(linked, main), 'v1.5-1-dirty');
  });

  test('a worktree of a bare repository', async (t) => {
    const main = await tagged(t);
    main.git('clone', '--quiet', '--bare', '.', '../bare.git');
    main.git('--git-dir', '../bare.git', 'worktree', 'add', '--quiet', '../linked', 'main');
    assert.equal(await described(join(main.folder, 'linked'), main), 'v1.5-1');
  });

  test('a submodule', async (t) => {
    const main = await tagged(t);
    const around = await gitRepository(join(main.folder, 'around'));
    const quietly = ['submodule', '--quiet', 'add', main.directory, 'deep/inner'];
    around.git('-c', 'protocol.file.allow=always', ...quietly);
    assert.equal(await described(join(around.directory, 'deep/inner'), main), 'v1.5-1');
  });

  test('a shared clone, and one of it', async (t) => {
    const main = await tagged(t);
    main.git('clone', '--quiet', '--shared', '.', '../first');
    main.git('-C', '../first', 'clone', '--quiet', '--shared', '.', '../second');
    const second = join(main.folder, 'second');
    await writeFile(join(second, '.git/objects/info/alternates'), '# a comment\n', { flag: 'a' });
    assert.equal(await described(second, main), 'v1.5-1');
  });

  test('a clone that borrows by a relative path from one whose objects are packed', async (t) => {
    const main = await tagged(t);
    main.git('clone', '--quiet', '--shared', '.', '../first');
    main.git('gc', '--quiet');
    const first = join(main.folder, 'first');
    const relative = '../../../origin/.git/objects\n';
    await writeFile(join(first, '.git/objects/info/alternates'), relative);
    assert.equal(await described(first, main), 'v1.5-1');
  });

  test('one that says that it borrows from a folder of secrets gets none', async (t) => {
    const main = await tagged(t);
    const places = ['secrets', 'secrets/aa', 'secrets/pack', 'secrets/info'];
    for (const place of places) {
      await mkdir(join(main.folder, place));
      await writeFile(join(main.folder, place, 'id_ed25519'), 'SECRET');
    }
    await symlink('../secrets', join(main.folder, 'linked'));
    const lent = ['secrets', 'linked', 'secrets/pack'].map((place) => join(main.folder, place));
    const alternates = join(main.directory, '.git/objects/info/alternates');
    await writeFile(alternates, `${lent.join('\n')}\n`);
    const files = await repositoryFiles(main.directory, ownGit(main.folder));
    assert.deepEqual(
      [...files.values()].filter(({ path }) => path.includes('id_ed25519')),
      [],
    );
    assert.equal(await described(main.directory, main), 'v1.5-1');
  });

  test('a repository apart from its tree, and a link to one', async (t) => {
    const main = await tagged(t);
    main.git('init', '--quiet', '--separate-git-dir', '../apart.git');
    assert.equal(await described(main.directory, main), 'v1.5-1');
    const other = await tagged(t);
    await rename(join(other.directory, '.git'), join(other.folder, 'moved'));
    await symlink('../moved', join(other.directory, '.git'));
    assert.equal(await described(other.directory, other), 'v1.5-1');
  });

  test('a tree of another user', skipUnlessRoot, async (t) => {
    const main = await tagged(t);
    // What its settings would start is not started: the tree is not this user's.
    const started = join(main.folder, 'started');
    const monitor = join(main.folder, 'monitor.sh');
    await writeFile(monitor, `#!/bin/sh\ntouch ${started}\n`, { mode: 0o755 });
    main.git('config', 'core.fsmonitor', monitor);
    for (const name of ['.', '.git', 'setup.py']) {
      await chown(join(main.directory, name), 54_321, 54_321);
    }
    const files = await repositoryFiles(main.directory, ownGit(main.folder));
    assert.ok(files.has('HEAD'));
    await packTree(main.directory, ownGit(main.folder));
    assert.ok(!(await readdir(main.folder)).includes('started'));
    main.git('-c', 'safe.directory=*', 'config', '--unset', 'core.fsmonitor');
    assert.equal(await described(main.directory, main), 'v1.5-1');
  });
});

test(
  'a tree of another user gets nothing of a repository that is not his',
  skipUnlessRoot,
  async (t) => {
    const main = await tagged(t);
    const env = ownGit(main.folder);
    const theirs = join(main.folder, 'theirs');
    const says = async (name: string, text: string): Promise<string> => {
      const tree = join(theirs, name);
      await mkdir(tree, { recursive: true });
      await writeFile(join(tree, 'setup.py'), '');
      await writeFile(join(tree, '.git'), text);
      return tree;
    };
    const file = await says('file', `gitdir: ${main.directory}/.git\n`);
    // One whose repository is his, and borrows.
    const clone = join(theirs, 'clone');
    main.git('clone', '--quiet', '--shared', '.', clone);
    const link = join(theirs, 'link');
    await mkdir(link);
    await writeFile(join(link, 'setup.py'), '');
    await symlink(join(main.directory, '.git'), join(link, '.git'));
    execFileSync('chown', ['-hR', '54321:54321', theirs]);
    const gitFilesOf = async (tree: string): Promise<readonly string[]> => {
      const packed = await packTree(tree, env);
      const listed = execFileSync('tar', ['-tzf', '-'], { input: packed, encoding: 'utf8' });
      return listed.split('\n').filter((path) => path.includes('/.git/') && !path.endsWith('/'));
    };
    assert.deepEqual(await gitFilesOf(file), []);
    assert.deepEqual(await gitFilesOf(link), []);
    const own = await gitFilesOf(clone);
    assert.ok(own.some((path) => path.endsWith('.git/HEAD')));
    assert.ok(!own.some((path) => /\/objects\/[0-9a-f]{2}\//.test(path)));
    // His own one, and one that this user has written, may lie anywhere.
    execFileSync('chown', ['-R', '54321:54321', main.directory]);
    assert.ok((await gitFilesOf(file)).length > 0);
    execFileSync('chown', ['-R', '0:0', theirs]);
    assert.ok((await gitFilesOf(file)).length > 0);
  },
);

test('a folder without a repository of its own has none of its files', async (t) => {
  const main = await tagged(t);
  const env = ownGit(main.folder);
  await mkdir(join(main.directory, 'below'));
  assert.equal((await repositoryFiles(join(main.directory, 'below'), env)).size, 0);
  assert.equal((await repositoryFiles(main.folder, env)).size, 0);
  await rm(join(main.directory, '.git'), { recursive: true });
  await mkdir(join(main.directory, '.git'));
  assert.equal((await repositoryFiles(main.directory, env)).size, 0);
});
