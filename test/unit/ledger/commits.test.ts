import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLedger } from '../../../src/ledger/openLedger.ts';
import type { Ledger } from '../../../src/ledger/openLedger.ts';
import { askGit, feedGit, processLocks, temporaryFolder } from './ledgerRig.ts';

const base = { branch: 'base/cpython-3.11.7', text: 'cpython 3.11.7\n' };
const lockText = '{"packages": []}\n';
const manifestText = 'lib/ünï.py\tsha256:00\t1\t100644\tx\n';

function open(folder: string): Promise<Ledger> {
  return openLedger({
    directory: join(folder, 'data', 'ledger.git'),
    locks: processLocks(),
    env: process.env,
  });
}

test('git reads back what was written in-process', async () => {
  await using folder = temporaryFolder();
  const ledger = await open(folder.path);
  const root = await ledger.ensureBase(base);
  const commit = await ledger.commitEnvironment({ base: root, lockText, manifestText });

  const git = (...args: readonly string[]): string => askGit(ledger.directory, ...args);
  assert.equal(git('rev-parse', 'refs/heads/base/cpython-3.11.7').trim(), root);
  assert.equal(git('rev-parse', `refs/spip/env/${commit}`).trim(), commit);
  assert.equal(git('rev-parse', `${commit}^`).trim(), root);
  assert.equal(git('cat-file', '-p', `${commit}:lock.json`), lockText);
  assert.equal(git('cat-file', '-p', `${commit}:manifest`), manifestText);
  assert.equal(git('ls-tree', '--name-only', commit), 'lock.json\nmanifest\n');
  assert.equal(git('ls-tree', '--name-only', root), 'interpreter\n');
  assert.equal(git('fsck', '--strict', '--no-dangling'), '');
  assert.match(git('cat-file', '-p', commit), /^author spip <spip@localhost> 946684800 \+0000$/m);
  assert.equal(
    git('for-each-ref', 'refs/heads', '--format=%(refname)').trim().split('\n').length,
    1,
  );
});

test('objects are what git itself makes from the same contents', async () => {
  await using folder = temporaryFolder();
  const ledger = await open(folder.path);
  const root = await ledger.ensureBase(base);
  const commit = await ledger.commitEnvironment({ base: root, lockText, manifestText });
  const blob = askGit(ledger.directory, 'rev-parse', `${commit}:manifest`).trim();
  const path = join(ledger.directory, 'objects', blob.slice(0, 2), blob.slice(2));
  assert.equal(statSync(path).mode & 0o777, 0o444);

  // Without any object of ours, git's own tools arrive at the same ids.
  const raw = askGit(ledger.directory, 'cat-file', 'commit', commit);
  const tree = askGit(ledger.directory, 'ls-tree', commit);
  await using other = temporaryFolder();
  const bare = join(other.path, 'bare.git');
  askGit(bare, 'init', '--quiet', '--bare');
  const feed = (input: string, ...args: readonly string[]): string =>
    feedGit({ ledger: bare, input, args });
  feed(lockText, 'hash-object', '-w', '--stdin');
  feed(manifestText, 'hash-object', '-w', '--stdin');
  assert.equal(feed(tree, 'mktree').trim(), /^tree (.*)$/m.exec(raw)?.[1]);
  assert.equal(feed(raw, 'hash-object', '-t', 'commit', '--stdin').trim(), commit);
});

test('ids are equal in two ledgers and change with any input', async () => {
  await using folder = temporaryFolder();
  const first = await open(join(folder.path, 'a'));
  const second = await open(join(folder.path, 'b'));
  const root = await first.ensureBase(base);
  assert.equal(await second.ensureBase(base), root);
  const commit = await first.commitEnvironment({ base: root, lockText, manifestText });
  assert.equal(await second.commitEnvironment({ base: root, lockText, manifestText }), commit);
  const others = [
    await first.commitEnvironment({ base: root, lockText: '{}\n', manifestText }),
    await first.commitEnvironment({ base: root, lockText, manifestText: '' }),
    await first.commitEnvironment({
      base: await first.ensureBase({ ...base, text: 'other\n' }),
      lockText,
      manifestText,
    }),
  ];
  assert.equal(new Set([commit, ...others]).size, 4);
});

test('16 callers at once bootstrap a base once, and a second ledger handle finds it', async () => {
  await using folder = temporaryFolder();
  const ledger = await open(folder.path);
  const ids = await Promise.all(Array.from({ length: 16 }, () => ledger.ensureBase(base)));
  assert.equal(new Set(ids).size, 1);
  assert.equal(ledger.counts().basesMade, 1);
  const again = await open(folder.path);
  assert.equal(await again.ensureBase(base), ids[0]);
  assert.equal(again.counts().basesMade, 0);
});

test('a known environment costs no git process and writes nothing', async () => {
  await using folder = temporaryFolder();
  const first = await open(folder.path);
  const root = await first.ensureBase(base);
  const spec = { base: root, lockText, manifestText };
  const commit = await first.commitEnvironment(spec);
  const ledger = await open(folder.path);
  // Objects are not even looked at: the ref promises them.
  rmSync(join(ledger.directory, 'objects'), { recursive: true });
  const before = ledger.counts();
  assert.equal(await ledger.ensureBase(base), root);
  assert.equal(await ledger.commitEnvironment(spec), commit);
  assert.deepEqual(ledger.counts(), before);
  assert.equal(first.counts().environmentsMade, 1);
  assert.deepEqual(readdirSync(ledger.directory).includes('objects'), false);
});

test('refs that another git process has packed are found', async () => {
  await using folder = temporaryFolder();
  const first = await open(folder.path);
  const root = await first.ensureBase(base);
  const spec = { base: root, lockText, manifestText };
  const commit = await first.commitEnvironment(spec);
  askGit(first.directory, 'pack-refs', '--all', '--prune');
  assert.match(readFileSync(join(first.directory, 'packed-refs'), 'utf8'), new RegExp(commit));
  const ledger = await open(folder.path);
  assert.equal(await ledger.ensureBase(base), root);
  assert.equal(await ledger.commitEnvironment(spec), commit);
  assert.deepEqual(
    { ...ledger.counts(), gitProcesses: 0 },
    { basesMade: 0, environmentsMade: 0, gitProcesses: 0 },
  );
});

test('a repack by another git process loses nothing, with or without a worktree (G5)', async () => {
  await using folder = temporaryFolder();
  const first = await open(folder.path);
  const root = await first.ensureBase(base);
  const inUse = { base: root, lockText, manifestText };
  const unused = { base: root, lockText, manifestText: 'other\n' };
  const commits = [await first.commitEnvironment(inUse), await first.commitEnvironment(unused)];
  const directory = join(folder.path, 'work', 'c');
  await first.addWorktree(commits[0] ?? '', directory);
  askGit(first.directory, 'gc', '--quiet', '--prune=now');
  assert.match(askGit(first.directory, 'count-objects', '-v'), /^count: 0$/m);

  const ledger = await open(folder.path);
  assert.equal(await ledger.ensureBase(base), root);
  assert.equal(await ledger.commitEnvironment(inUse), commits[0]);
  assert.equal(await ledger.commitEnvironment(unused), commits[1]);
  assert.equal(ledger.counts().environmentsMade, 0);
  assert.deepEqual(await ledger.listWorktrees(), [{ directory, commit: commits[0] }]);
  await ledger.removeWorktree(directory);
  const more = await ledger.commitEnvironment({ ...unused, manifestText: 'third\n' });
  await ledger.addWorktree(more, directory);
  await ledger.removeWorktree(directory);
  assert.equal(askGit(ledger.directory, 'fsck', '--strict', '--no-dangling'), '');
});

test('nothing unfinished is left in the ledger', async () => {
  await using folder = temporaryFolder();
  const temporary = join(folder.path, 'run');
  const ledger = await openLedger({
    directory: join(folder.path, 'ledger.git'),
    locks: processLocks(),
    env: process.env,
    temporary,
  });
  const root = await ledger.ensureBase(base);
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      ledger.commitEnvironment({ base: root, lockText, manifestText: `${index}\n` }),
    ),
  );
  assert.deepEqual(readdirSync(temporary), []);
  assert.deepEqual(readdirSync(ledger.directory).toSorted(), ['HEAD', 'config', 'objects', 'refs']);
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['ledger.git', 'run']);
});
