// The same lock gives the same environment, bit for bit, wherever and by whom it is made.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { removeTree } from '../../src/lib/files/removeTree.ts';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const files = [
  ...['1.0', '2.0'].map((version) =>
    wheelFile({
      name: 'thing',
      version,
      requires: ['helper[fast]>=1'],
      files: {
        'thing/__init__.py': `version = '${version}'\ndef main():\n    print(version)\n`,
        'thing/naïve.txt': 'é\n',
        'thing/tool.sh': '#!/bin/sh\n',
        [`thing-${version}.data/scripts/thing-script`]: '#!python\nprint(1)\n',
        [`thing-${version}.data/data/share/thing/readme`]: 'data\n',
      },
      executables: ['thing/tool.sh'],
      entryPoints: { console_scripts: { thing: 'thing:main' } },
    }),
  ),
  wheelFile({
    name: 'helper',
    version: '1.5',
    extras: ['fast'],
    requires: ['engine; extra == "fast"'],
  }),
  wheelFile({
    name: 'engine',
    version: '0.1',
    files: { 'engine.py': 'x = 1\n', 'engine.pth': '' },
  }),
];

const one = await IndexedRig.open(files);
after(() => one[Symbol.asyncDispose]());
const two = await IndexedRig.open(files);
after(() => two[Symbol.asyncDispose]());

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Commits of both environments, as the record has them. */
function commitsOf({ cell }: { readonly cell: MatrixResult['cell'] }): readonly string[] {
  return ['1.0', '2.0'].map((version) => cell(`thing ${version}`).environment ?? '');
}

/** Ids of all git objects of an environment: each is the digest of its bytes. */
function objectsOf({ rig }: IndexedRig, commit: string): string {
  return execFileSync(
    'git',
    ['--git-dir', join(rig.dataDir, 'ledger.git'), 'rev-list', '--objects', commit],
    {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: rig.home,
        GIT_CONFIG_NOSYSTEM: '1',
        // The ledger may belong to another user.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
    },
  );
}

/** Every file of an environment that was kept, with mode and digest; byte-code comes when there is time for it. */
function filesOf({ rig }: IndexedRig, { record }: MatrixResult): Readonly<Record<string, string>> {
  const kept = join(rig.cacheDir, 'kept', record.run.id);
  const found: Record<string, string> = {};
  for (const slug of readdirSync(kept)) {
    const env = join(kept, slug, 'env');
    const paths = readdirSync(env, { recursive: true, encoding: 'utf8' });
    // Names of folders are by chance: what an environment holds says which it is.
    const at = /thing-(.*)\.dist-info/.exec(paths.join('\n'))?.[1] ?? '';
    for (const path of paths) {
      const stats = lstatSync(join(env, path));
      if (stats.isSymbolicLink()) {
        found[`${at} ${path}`] = `-> ${readlinkSync(join(env, path))}`;
      } else if (stats.isFile() && !path.endsWith('.pyc')) {
        const digest = hash('sha256', readFileSync(join(env, path)), 'hex');
        found[`${at} ${path}`] = `${(stats.mode & 0o777).toString(8)} ${digest}`;
      }
    }
  }
  return found;
}

test('in another home, locale, umask, temporary folder, as another user, and after the cache is gone', async () => {
  const elsewhere = join(two.rig.root, 'a naïve folder');
  await mkdir(elsewhere, { recursive: true });
  const user = isRoot ? nobody : undefined;
  if (user !== undefined) {
    execFileSync('chown', ['-R', `${user}:${user}`, two.rig.root]);
  }
  const umask = process.umask(0o077);
  const second = two.matrix('thing --keep all -j 1', {
    env: { LANG: 'de_DE.ISO-8859-1', LC_ALL: 'C', TZ: 'Asia/Tokyo', TMPDIR: elsewhere },
    ...(user === undefined ? {} : { user }),
  });
  process.umask(umask);
  const there = await second;
  assert.equal(there.status, 0, there.stderr);
  const python = there.cell('thing 1.0').interpreter.path;
  const here = await one.matrix(['thing', '--keep', 'all', '--python', python]);
  assert.equal(here.status, 0, here.stderr);

  const commits = commitsOf(here);
  assert.equal(new Set(commits).size, 2);
  assert.deepEqual(commitsOf(there), commits);
  for (const commit of commits) {
    assert.match(commit, /^[0-9a-f]{40}$/);
    assert.equal(objectsOf(two, commit), objectsOf(one, commit));
  }
  const written = filesOf(one, here);
  assert.ok(Object.keys(written).some((path) => path.endsWith('bin/thing')));
  assert.deepEqual(filesOf(two, there), written);

  await removeTree(one.rig.cacheDir);
  const again = await one.matrix(['thing', '--python', python, '--keep', 'all']);
  assert.deepEqual(commitsOf(again), commits);
  assert.deepEqual(filesOf(one, again), written);
  await removeTree(one.rig.dataDir);
  assert.deepEqual(commitsOf(await one.matrix(['thing', '--python', python])), commits);
});
