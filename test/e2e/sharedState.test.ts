// Several processes on one cache and one ledger: everything is made once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import type { IndexServer, IndexServerOptions } from '../support/indexServer.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';

const versions = Array.from({ length: 8 }, (_, index) => `1.${index}`);
const files = [
  ...versions.map((version) =>
    wheelFile({ name: 'thing', version, requires: ['left', 'right[more]>=2'] }),
  ),
  wheelFile({ name: 'left', version: '3.0', requires: ['shared'] }),
  wheelFile({
    name: 'right',
    version: '2.1',
    extras: ['more'],
    requires: ['shared; extra == "more"'],
  }),
  wheelFile({ name: 'shared', version: '0.5' }),
];

test('32 cells in 4 processes on a cold cache: one download per file, and no cell fails', async () => {
  await using indexed = await IndexedRig.open(files);
  for (const stderr of await fourColdRuns(indexed)) {
    assert.doesNotMatch(stderr, /^warning/m);
  }
});

const bare = [...files, sdistFile({ name: 'shared', version: '0.4' })];
const withoutDigests = bare.map((file) => ({ ...file, sha256: false as const }));

for (const [what, served, options] of [
  ['with digests', bare, {}],
  ['with sizes alone', withoutDigests, { formats: ['json'] }],
  ['with nothing to tell one state of a file from another', withoutDigests, { formats: ['html'] }],
] as const) {
  test(`an index without ranges and metadata, ${what}: four processes ask for each file once, and once for a range`, async () => {
    const asked = await askedByFour(served, { ranges: false, ...options });
    assert.equal(asked.filter(({ kind }) => kind === 'range').length, 1);
  });
}

// Without either no process can tell whether another one saw the same file.
for (const [what, served] of [
  ['with digests', bare],
  ['with sizes alone', withoutDigests],
] as const) {
  test(`an index with ranges but without metadata, ${what}: four processes ask for each small file once`, async () => {
    const asked = await askedByFour(served, { formats: ['json'] });
    assert.equal(asked.filter(({ kind }) => kind === 'range').length, 10);
  });
}

/** What four processes on a cold cache ask a plain index for, but for pages: 11 files, each once. */
async function askedByFour(
  served: readonly ServedFile[],
  options: IndexServerOptions,
): Promise<IndexServer['requests']> {
  await using indexed = await IndexedRig.open(served, { kind: 'plain', ...options });
  const page = indexed.server.hold('/simple/thing/');
  const runs = Array.from({ length: 4 }, () =>
    indexed.spawn(['matrix', 'thing', '--limit', '8', '-j', '4', '--with', 'shared<0.5']),
  );
  await page.arrived(4);
  page.release();
  for (const run of runs) {
    const { status, stderr } = await run.ended;
    assert.equal(status, 0, stderr);
  }
  const asked = indexed.server.requests.filter(({ kind }) => kind !== 'page');
  assert.deepEqual(
    asked.map(({ path }) => path).toSorted(),
    [...new Set(asked.map(({ path }) => path))].toSorted(),
  );
  assert.equal(asked.length, 11);
  return asked;
}

test('the same where the file systems have no kernel locks: a warning for each, and lock files (C5)', async () => {
  await using indexed = await IndexedRig.open(files);
  const { rig } = indexed;
  // What SQLite says where `fcntl` is refused: an input or output error of the kind "lock".
  const preload = await rig.write(
    'noLocks.mjs',
    `import { DatabaseSync } from 'node:sqlite';
const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (sql === 'BEGIN EXCLUSIVE') {
    throw Object.assign(new Error('disk I/O error'), { errcode: 3850 });
  }
  exec.call(this, sql);
};
`,
  );
  for (const stderr of await fourColdRuns(indexed, { NODE_OPTIONS: `--import=${preload}` })) {
    const warnings = stderr.match(/^warning: .*/gm) ?? [];
    assert.deepEqual(
      // On a machine under load they may wait so long for each other that they say so.
      warnings.filter((text) => !text.startsWith('warning: Waiting for ')).toSorted(),
      [rig.cacheDir, rig.dataDir].map(
        (place) =>
          `warning: \`${join(place, 'locks')}\` has no kernel locks: lock files are used in their place`,
      ),
    );
  }
  for (const place of [rig.cacheDir, rig.dataDir]) {
    const names = await readdir(join(place, 'locks'), { recursive: true });
    assert.deepEqual(
      names.filter((name) => name.includes('.held')),
      [],
    );
  }
});

test('16 cells from 2 processes on a missing base: bootstrapped once', async () => {
  await using indexed = await IndexedRig.open(files);
  const page = indexed.server.hold('/simple/thing/');
  const runs = Array.from({ length: 2 }, () => indexed.spawn('matrix thing --limit 8 -j 8'));
  await page.arrived(2);
  page.release();
  for (const run of runs) {
    const { status, stderr } = await run.ended;
    assert.equal(status, 0, stderr);
  }
  const git = (...args: readonly string[]): readonly string[] =>
    execFileSync('git', ['--git-dir', join(indexed.rig.dataDir, 'ledger.git'), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], HOME: indexed.rig.home },
    })
      .split('\n')
      .filter((line) => line !== '');
  const branches = git('for-each-ref', '--format=%(refname)', 'refs/heads');
  assert.equal(branches.length, 1, branches.join(', '));
  assert.match(branches[0] ?? '', /^refs\/heads\/base\/cpython-3\./);
  assert.deepEqual(git('rev-list', '--count', '--branches'), ['1']);
  // Eight environments, each on that base, and not one commit besides.
  assert.deepEqual(git('rev-list', '--count', '--all'), ['9']);
  const objects = git('cat-file', '--batch-all-objects', '--batch-check=%(objecttype)');
  assert.equal(objects.filter((type) => type === 'commit').length, 9);
  assert.deepEqual(git('fsck', '--strict', '--full'), []);
});

/** Four processes begin together on a cold cache: every cell passes, every file is fetched once. Returns what they said. */
async function fourColdRuns(
  indexed: IndexedRig,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const pages = ['thing', 'left', 'right', 'shared'].map((name) =>
    indexed.server.hold(`/simple/${name}/`),
  );
  const runs = Array.from({ length: 4 }, () =>
    indexed.spawn('matrix thing --limit 8 -j 8 --json -', { env }),
  );
  // Nobody begins before all four have come to the cold cache.
  await pages[0]?.arrived(4);
  pages.forEach((page) => page.release());
  const ended = await Promise.all(
    runs.map(async (run) => {
      const { status, stdout, stderr } = await run.ended;
      assert.equal(status, 0, stderr);
      return { stderr, record: await readRecord(stdout) };
    }),
  );
  const cells = ended.flatMap(({ record }) => record.cells);
  assert.equal(cells.length, 32);
  for (const cell of cells) {
    assert.equal(`${cell.state}/${cell.reason}`, 'pass/clean');
    assert.deepEqual(
      cell.packages.map(({ name }) => name),
      ['left', 'right', 'shared', 'thing'],
    );
  }
  for (const { filename } of files) {
    assert.equal(indexed.server.count(`/files/${filename}`), 1, `downloads of ${filename}`);
  }
  return ended.map(({ stderr }) => stderr);
}
