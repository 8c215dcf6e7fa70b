import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Flaws } from '../../../../src/archive/flaws.ts';
import { readTar } from '../../../../src/archive/readTar.ts';
import { packTree, unnamedSource } from '../../../../src/flows/trees/packTree.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { gitRepository, ownGit } from '../../../support/gitRepository.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

interface Tree {
  readonly directory: string;
  write(path: string, text: string, mode?: number): Promise<void>;
  /** What is packed: by path the text of a file, `-> target` of a link, an executable with a star. */
  packed(options?: { readonly withoutGit: boolean }): Promise<Readonly<Record<string, string>>>;
}

async function emptyTree(t: TestContext): Promise<Tree> {
  const folder = await temporaryFolder(t);
  const directory = join(folder, 'tree');
  await mkdir(directory);
  const git = ownGit(folder);
  return {
    directory,
    write: async (path, text, mode = 0o644) => {
      const full = join(directory, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text);
      await chmod(full, mode);
    },
    packed: async ({ withoutGit } = { withoutGit: false }) =>
      contentsOf(await packTree(directory, withoutGit ? { PATH: folder } : git)),
  };
}

function contentsOf(packed: Buffer): Readonly<Record<string, string>> {
  const entries = readTar(gunzipSync(packed), {
    archive: 'packed',
    flaws: new Flaws('packed'),
  }).map(({ path, kind, executable, data, target }) => {
    assert.ok(path.startsWith(`${unnamedSource}/`), path);
    const name = `${path.slice(unnamedSource.length + 1)}${executable ? '*' : ''}`;
    return [name, kind === 'symlink' ? `-> ${target}` : Buffer.from(data).toString()] as const;
  });
  return Object.fromEntries(entries);
}

suite('packTree', () => {
  test('without git everything but environments, caches and other systems’ folders', async (t) => {
    const tree = await emptyTree(t);
    await tree.write('pyproject.toml', 'p');
    await tree.write('src/some/__init__.py', 'i');
    await tree.write('tools/run.sh', 'r', 0o755);
    await symlink('some/__init__.py', join(tree.directory, 'src/alias.py'));
    for (const folder of [
      '.git',
      '.hg',
      '.tox',
      '.venv',
      'venv',
      'src/__pycache__',
      'node_modules',
    ]) {
      await tree.write(`${folder}/left-out`, '');
    }
    const expected = {
      'pyproject.toml': 'p',
      'src/alias.py': '-> some/__init__.py',
      'src/some/__init__.py': 'i',
      'tools/run.sh*': 'r',
    };
    assert.deepEqual(await tree.packed(), expected, 'no repository');
    assert.deepEqual(await tree.packed({ withoutGit: true }), expected, 'no git');
  });

  test('with git what it knows or would add, and the repository itself', async (t) => {
    const tree = await emptyTree(t);
    const repository = await gitRepository(tree.directory);
    await repository.commit({
      '.gitignore': 'ignored\n',
      'known.py': 'k',
      'gone.py': 'g',
      'ünï code.py': 'u',
    });
    await rm(join(tree.directory, 'gone.py'));
    await tree.write('known.py', 'changed');
    await tree.write('new/file.py', 'n');
    await tree.write('ignored/file.py', 'i');
    await tree.write('venv/file.py', 'v');
    const packed = await tree.packed();
    const own = Object.entries(packed).filter(([path]) => !path.startsWith('.git/'));
    assert.deepEqual(Object.fromEntries(own), {
      '.gitignore': 'ignored\n',
      'known.py': 'changed',
      'new/file.py': 'n',
      'venv/file.py': 'v',
      'ünï code.py': 'u',
    });
    assert.equal(packed['.git/HEAD'], 'ref: refs/heads/main\n');
    assert.ok('.git/refs/heads/main' in packed);
  });

  test('equal trees give equal bytes', async (t) => {
    const [one, two] = [await emptyTree(t), await emptyTree(t)];
    for (const tree of [one, two]) {
      await tree.write('b.py', 'b');
      await tree.write('a.py', 'a', tree === one ? 0o600 : 0o644);
    }
    assert.deepEqual(await packTree(one.directory, {}), await packTree(two.directory, {}));
  });

  test('the files of submodules belong to it, also of theirs; of those that are not there nothing', async (t) => {
    const tree = await emptyTree(t);
    const outer = await gitRepository(tree.directory);
    const add = async (name: string, within = '.'): Promise<void> => {
      const origin = await gitRepository(`${tree.directory}-${name}`);
      await origin.commit({ [`${name}.py`]: name, '.gitignore': 'ignored\n' });
      const quietly = ['submodule', '--quiet', 'add', origin.directory, name];
      outer.git('-C', within, '-c', 'protocol.file.allow=always', ...quietly);
    };
    await add('one');
    await add('two', 'one');
    await add('absent');
    await rm(join(tree.directory, 'absent'), { recursive: true });
    await mkdir(join(tree.directory, 'absent'));
    await tree.write('one/ignored', '');
    await tree.write('one/new.py', 'n');
    const unknown = await gitRepository(join(tree.directory, 'unknown'));
    await unknown.commit({ 'unknown.py': 'u' });
    await symlink('one', join(tree.directory, 'three'));
    const packed = Object.keys(await tree.packed()).filter((path) => !path.startsWith('.git/'));
    assert.deepEqual(packed, [
      '.gitmodules',
      'one/.gitignore',
      'one/.gitmodules',
      'one/new.py',
      'one/one.py',
      'one/two/.gitignore',
      'one/two/two.py',
      'three',
    ]);
  });

  test('a tree that a repository around it ignores is packed as one without git', async (t) => {
    const tree = await emptyTree(t);
    const around = await gitRepository(dirname(tree.directory));
    await around.commit({ '.gitignore': 'tree\n' });
    await tree.write('setup.py', 's');
    await tree.write('.venv/left-out', '');
    assert.deepEqual(await tree.packed(), { 'setup.py': 's' });
  });
});

suite('a tree that somebody else changes while it is packed', () => {
  /** Runs a script of the shell in the tree once git has listed its files; without `listing` the real list. */
  async function packedMeanwhile(
    t: TestContext,
    { tree, meanwhile, listing }: { tree: Tree; meanwhile: string; listing?: string },
  ): Promise<Readonly<Record<string, string>>> {
    const folder = await temporaryFolder(t);
    const list = listing === undefined ? `PATH='${process.env['PATH'] ?? ''}' git "$@"` : listing;
    await writeFile(
      join(folder, 'git'),
      `#!/bin/sh
case "$*" in
*ls-files*) ${list}; cd '${tree.directory}'; ${meanwhile};;
*) exit 128;;
esac
`,
      { mode: 0o755 },
    );
    const env = { ...ownGit(dirname(tree.directory)), PATH: `${folder}:/usr/bin:/bin` };
    return contentsOf(await packTree(tree.directory, env));
  }

  async function treeBesideSecret(t: TestContext): Promise<Tree> {
    const tree = await emptyTree(t);
    const outside = join(tree.directory, '../outside/deep');
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'file'), 'SECRET');
    await writeFile(join(outside, '../file'), 'SECRET');
    const repository = await gitRepository(tree.directory);
    await repository.commit({ file: 'f', 'folder/file': 'f', 'folder/deep/file': 'f' });
    return tree;
  }

  test('a folder that becomes a link leads nowhere, a file is a link then', async (t) => {
    for (const [meanwhile, expected] of [
      [
        'mv folder was; ln -s ../outside folder; rm file; ln -s ../outside/file file',
        { file: '-> ../outside/file' },
      ],
      [
        'mv folder/deep was; ln -s ../../outside/deep folder/deep',
        { file: 'f', 'folder/file': 'f' },
      ],
      [
        'rm file folder/file; mkfifo file; ln -s /dev/zero folder/file',
        { 'folder/deep/file': 'f', 'folder/file': '-> /dev/zero' },
      ],
    ] as const) {
      const tree = await treeBesideSecret(t);
      assert.deepEqual(await packedMeanwhile(t, { tree, meanwhile }), expected, meanwhile);
    }
  });

  test('paths that lead out of the tree are none of its files', async (t) => {
    const tree = await treeBesideSecret(t);
    const paths = [
      '../outside/file',
      join(tree.directory, '../outside/file'),
      'folder/../../outside/file',
      './../outside/file',
      'folder//file',
      'folder/file',
      '..',
    ];
    const listing = `printf '${paths.map((path) => `${path}\\0`).join('')}'`;
    assert.deepEqual(await packedMeanwhile(t, { tree, meanwhile: ':', listing }), {
      'folder/file': 'f',
    });
  });

  test('a file that is a link every other moment is never read through it', async (t) => {
    const tree = await treeBesideSecret(t);
    const swaps = `const { copyFileSync, renameSync, symlinkSync } = require('node:fs');
process.chdir(process.argv[1]);
for (;;) {
  symlinkSync('../outside/file', 'link'); renameSync('link', 'file');
  copyFileSync('folder/file', 'copy'); renameSync('copy', 'file');
  process.stdout.write('.');
}`;
    const child = spawn(process.execPath, ['-e', swaps, tree.directory], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      await once(child.stdout, 'data');
      child.stdout.resume();
      for (let round = 0; round < 60; round += 1) {
        const files = contentsOf(await packTree(tree.directory, { PATH: '' }).catch(asFound));
        assert.ok(!Object.values(files).includes('SECRET'), 'it was read through a link');
      }
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  });
});

/** A file that is none any more when it is opened ends the packing. */
function asFound(error: unknown): Buffer {
  assert.ok(error instanceof SpipError && error.code === 'invalid-requirement', String(error));
  return gzipSync(Buffer.alloc(1024));
}
