import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Folder } from '../../../../src/lib/files/folder.ts';
import { removeTree } from '../../../../src/lib/files/removeTree.ts';
import { makeDeepTree, makeOddNames } from '../../../support/oddTrees.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

test('a tree goes, what its links point to stays', async (context) => {
  const folder = await temporaryFolder(context);
  const [tree, outside] = [join(folder, 'tree'), join(folder, 'outside')];
  mkdirSync(join(tree, 'deep/er'), { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'kept'), '');
  symlinkSync(outside, join(tree, 'deep/folder'));
  symlinkSync(join(outside, 'kept'), join(tree, 'deep/er/file'));
  symlinkSync('nowhere', join(tree, 'dangling'));
  for (let index = 0; index < 600; index += 1) {
    writeFileSync(join(tree, 'deep', `f${index}`), '');
  }
  await removeTree(tree);
  assert.deepEqual(readdirSync(folder), ['outside']);
  assert.deepEqual(readdirSync(outside), ['kept']);
});

test('folders that were closed and files that are read-only go too', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'closed/inner'), { recursive: true });
  writeFileSync(join(tree, 'closed/inner/x'), '', { mode: 0o444 });
  chmodSync(join(tree, 'closed/inner'), 0o500);
  chmodSync(join(tree, 'closed'), 0o000);
  await removeTree(tree);
  assert.equal(existsSync(tree), false);
});

test('a file, a link to a folder, and nothing at all', async (context) => {
  const folder = await temporaryFolder(context);
  mkdirSync(join(folder, 'kept'));
  symlinkSync('kept', join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  await removeTree(join(folder, 'link'));
  await removeTree(join(folder, 'file', 'below'));
  await removeTree(join(folder, 'file'));
  await removeTree(join(folder, 'file'));
  assert.deepEqual(readdirSync(folder), ['kept']);
});

test('two removals of one tree at once both succeed', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  for (let index = 0; index < 1000; index += 1) {
    writeFileSync(join(tree, `f${index}`), '');
  }
  await Promise.all([removeTree(tree), removeTree(tree)]);
  assert.equal(existsSync(tree), false);
});

test('a tree deeper than any path, and names that are no UTF-8', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  makeDeepTree(join(tree, 'deep'), 5000);
  makeOddNames(join(tree, 'odd'));
  mkdirSync(join(tree, '\u{fffd}'));
  await removeTree(tree);
  assert.deepEqual(readdirSync(folder), []);
});

test('an ordinary user removes what he has closed to himself', async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  const inner = join(tree, 'a/b/c');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, 'file'), '');
  const { uid, gid } = ordinaryUser();
  for (const path of [inner, join(tree, 'a/b'), join(tree, 'a'), tree, folder]) {
    chownSync(path, uid, gid);
    chmodSync(path, path === folder ? 0o700 : 0);
  }
  inChild(`
    process.getuid() === 0 && (process.setgroups([]), process.setgid(${gid}), process.setuid(${uid}));
    await removeTree(${JSON.stringify(tree)});`);
  assert.deepEqual(readdirSync(folder), []);
});

const skip = spawnSync('bwrap', ['--version']).status === 0 ? false : 'needs bubblewrap';

test('without /proc it goes by path', { skip }, async (context) => {
  const folder = await temporaryFolder(context);
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'closed'), { recursive: true });
  makeDeepTree(join(tree, 'deep'), 2000);
  makeOddNames(join(tree, 'odd'));
  mkdirSync(join(folder, 'kept'));
  symlinkSync(join(folder, 'kept'), join(tree, 'link'));
  chmodSync(join(tree, 'closed'), 0);
  inChild(
    `
    if (fs.existsSync('/proc/self')) throw new Error('Expected no /proc');
    await removeTree(${JSON.stringify(tree)});`,
    ['bwrap', '--dev-bind', '/', '/', '--tmpfs', '/proc'],
  );
  assert.deepEqual(readdirSync(folder), ['kept']);
});

test('a folder that is moved while it is open is still that folder', async (context) => {
  const folder = await temporaryFolder(context);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  mkdirSync(first);
  writeFileSync(join(first, 'inside'), '');
  mkdirSync(join(folder, 'outside'));
  using open = Folder.open(first);
  renameSync(first, second);
  symlinkSync('outside', first);
  writeFileSync(open.at('more'), '');
  assert.deepEqual(
    open.entries().map(({ name }) => name),
    readdirSync(second),
  );
  assert.deepEqual(readdirSync(join(folder, 'outside')), []);
  assert.throws(() => Folder.open(first), { code: 'ENOTDIR' });
});

function ordinaryUser(): { readonly uid: number; readonly gid: number } {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid, gid };
}

function inChild(program: string, wrapper: readonly string[] = []): void {
  const imports = `import fs from 'node:fs';
    import { removeTree } from ${JSON.stringify(new URL('../../../../src/lib/files/removeTree.ts', import.meta.url).href)};`;
  const argv = [...wrapper, process.execPath, '--input-type=module', '-e', `${imports}${program}`];
  execFileSync(argv[0] ?? '', argv.slice(1), { stdio: 'pipe' });
}

const needsRoot =
  process.getuid?.() === 0 && process.platform === 'linux' ? false : 'only root can do that';

test(
  'what is mounted in a tree stays, and the tree with it',
  { skip: needsRoot },
  async (context) => {
    const folder = await temporaryFolder(context);
    const mounted = join(folder, 'tree/in here/mounted');
    mkdirSync(mounted, { recursive: true });
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/kept'), '');
    if (spawnSync('mount', ['--bind', join(folder, 'outside'), mounted]).status !== 0) {
      context.skip('mounts are not allowed here');
      return;
    }
    try {
      await assert.rejects(removeTree(join(folder, 'tree')), {
        name: 'SpipError',
        code: 'disk',
        message: `Failed to remove what lies around \`${mounted}\`: it is a mount`,
      });
      assert.deepEqual(readdirSync(join(folder, 'outside')), ['kept']);
    } finally {
      execFileSync('umount', [mounted]);
    }
    await removeTree(join(folder, 'tree'));
    assert.deepEqual(readdirSync(folder), ['outside']);
  },
);

test(
  'what root has made immutable goes, what links lead to stays so',
  { skip: needsRoot },
  async (context) => {
    const folder = await temporaryFolder(context);
    mkdirSync(join(folder, 'tree/inner'), { recursive: true });
    const paths = ['tree/inner/file', 'outside'].map((name) => join(folder, name));
    paths.forEach((path) => writeFileSync(path, ''));
    symlinkSync(join(folder, 'outside'), join(folder, 'tree/link'));
    if (spawnSync('chattr', ['+i', ...paths]).status !== 0) {
      context.skip('this file system has no such attribute');
      return;
    }
    try {
      await removeTree(join(folder, 'tree'));
      assert.deepEqual(readdirSync(folder), ['outside']);
      await assert.rejects(unlink(join(folder, 'outside')), { code: 'EPERM' });
    } finally {
      execFileSync('chattr', ['-i', join(folder, 'outside')]);
    }
  },
);
