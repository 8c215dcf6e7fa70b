// `spip lock --format pylock` out, `spip matrix --lock` in.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { sha256 } from '../support/indexPages.ts';
import type { ServedFile } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { MatrixResult } from '../support/indexedRig.ts';

const files = [
  wheelFile({ name: 'thing', version: '1.0', requires: ['helper'] }),
  wheelFile({ name: 'thing', version: '2.0', requires: ['helper>=2', 'fresh'] }),
  wheelFile({ name: 'helper', version: '1.0', requires: ['deep'] }),
  wheelFile({ name: 'helper', version: '2.0' }),
  wheelFile({ name: 'deep', version: '1.0' }),
  wheelFile({ name: 'deep', version: '2.0' }),
  wheelFile({ name: 'fresh', version: '1.0' }),
  sdistFile({ name: 'sourced', version: '1.0' }),
  wheelFile({ name: 'other', version: '1.0' }),
];
const indexed = await IndexedRig.open(files);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

function sets({ record }: MatrixResult): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    record.cells.map((cell) => [
      `${cell.package} ${cell.version}`,
      cell.packages.map(({ name, version }) => `${name} ${version}`),
    ]),
  );
}

function entry(filename: string, lines = ''): string {
  const file = files.find((each) => each.filename === filename) as ServedFile;
  const [name = '', version = ''] = filename.split('-');
  const place = `{ name = "${filename}", url = "${new URL(`/files/${filename}`, indexed.server.url).href}", hashes = { sha256 = "${sha256(file.bytes)}" } }`;
  const key = filename.endsWith('.whl') ? `wheels = [${place}]` : `sdist = ${place}`;
  return `[[packages]]\nname = "${name}"\nversion = "${version.replace(/\.tar\.gz$/, '')}"\n${lines}\n${key}\n`;
}

const head = 'lock-version = "1.0"\ncreated-by = "somebody"\n';

suite('spip matrix --lock', () => {
  test('what `spip lock` writes: each cell gets its set around the release under test', async () => {
    await rig.write('held.txt', 'helper<2\ndeep<2\n');
    const lock = await indexed.run('lock thing==1.0 -c held.txt --format pylock');
    assert.equal(lock.status, 0, lock.stderr);
    await rig.write('pylock.toml', lock.stdout);
    const result = await indexed.matrix('thing other --import-only --lock pylock.toml');
    assert.deepEqual(sets(result), {
      // The release needs a newer helper than the lock has.
      'thing 2.0': [],
      'thing 1.0': ['deep 1.0', 'helper 1.0', 'thing 1.0'],
      // The whole set is there, and it is the lock's own.
      'other 1.0': ['deep 1.0', 'helper 1.0', 'other 1.0', 'thing 1.0'],
    });
    assert.equal(result.verdicts['thing 2.0'], 'blocked/unresolvable');
    assert.match(result.cell('thing 2.0').message, /`thing` 2.0 depends on `helper>=2`/);
  });

  test('what the lock does not have comes from the index, what is beside wins', async () => {
    await rig.write(
      'own.toml',
      head + entry('helper-2.0-py3-none-any.whl') + entry('sourced-1.0.tar.gz'),
    );
    const result = await indexed.matrix(
      'thing==2.0 --import-only --lock own.toml --with deep==1.0',
    );
    assert.deepEqual(sets(result), {
      'thing 2.0': ['deep 1.0', 'fresh 1.0', 'helper 2.0', 'sourced 1.0', 'thing 2.0'],
    });
    const other = await indexed.matrix(
      'thing==1.0 --import-only --lock own.toml --with helper==1.0',
    );
    assert.deepEqual(sets(other), {
      'thing 1.0': ['deep 2.0', 'helper 1.0', 'sourced 1.0', 'thing 1.0'],
    });
  });

  test('only entries whose markers hold; a lock for other Pythons excludes the cell', async () => {
    await rig.write(
      'marked.toml',
      head +
        entry('helper-1.0-py3-none-any.whl', `marker = "python_version < '3'"`) +
        entry('helper-2.0-py3-none-any.whl', `marker = "python_version >= '3'"`),
    );
    const result = await indexed.matrix('other --import-only --lock marked.toml');
    assert.deepEqual(sets(result), { 'other 1.0': ['helper 2.0', 'other 1.0'] });
    await rig.write('old.toml', `${head}requires-python = "<3"\n`);
    const old = await indexed.matrix('other --import-only --lock old.toml');
    assert.deepEqual(old.verdicts, { 'other 1.0': 'not-applicable/excluded' });
    assert.match(old.cell('other 1.0').message, /^`old.toml` is not for Python 3/);
  });

  test('files by path, and a wrong digest', async () => {
    const wheel = files.find(({ filename }) => filename.startsWith('deep-1.0'));
    assert.ok(wheel !== undefined);
    await rig.write(join('sub', wheel.filename), wheel.bytes);
    const lock = (digest: string): string =>
      `${head}[[packages]]\nname = "deep"\nversion = "1.0"\nwheels = [{ path = "${wheel.filename}", hashes = { sha256 = "${digest}" } }]\n`;
    await rig.write('sub/right.toml', lock(sha256(wheel.bytes)));
    await rig.write('sub/wrong.toml', lock('0'.repeat(64)));
    const right = await indexed.matrix('other --import-only --lock sub/right.toml');
    assert.deepEqual(sets(right), { 'other 1.0': ['deep 1.0', 'other 1.0'] });
    const wrong = await indexed.matrix('other --import-only --lock sub/wrong.toml');
    assert.deepEqual(wrong.verdicts, { 'other 1.0': 'infra/hash-mismatch' });
  });

  test('digests besides sha256 are checked; groups that are installed by default', async () => {
    const wheel = files.find(({ filename }) => filename.startsWith('deep-1.0'));
    assert.ok(wheel !== undefined);
    await rig.write(wheel.filename, wheel.bytes);
    const lock = (digest: string): string =>
      `${head}default-groups = ["Dev_Tools"]\n[[packages]]\nname = "deep"\nversion = "1.0"\nmarker = "'dev-tools' in dependency_groups"\nwheels = [{ path = "${wheel.filename}", hashes = { sha512 = "${digest}" } }]\n${entry('fresh-1.0-py3-none-any.whl', `marker = "'docs' in dependency_groups"`)}`;
    await rig.write('strong.toml', lock(hash('sha512', wheel.bytes, 'hex')));
    await rig.write('wrong.toml', lock('0'.repeat(128)));
    const right = await indexed.matrix('other --import-only --lock strong.toml');
    assert.deepEqual(sets(right), { 'other 1.0': ['deep 1.0', 'other 1.0'] });
    const wrong = await indexed.matrix('other --import-only --lock wrong.toml');
    assert.deepEqual(wrong.verdicts, { 'other 1.0': 'infra/hash-mismatch' });
    assert.match(wrong.cell('other 1.0').message, /Expected sha512 `0000/);
  });

  test('a folder or commit that a lock names and that is gone: the cell is blocked, and says so', async () => {
    await rig.write('empty/setup.py', '');
    execFileSync('git', ['init', '--quiet', 'empty'], { cwd: rig.project });
    const gone = {
      'directory = { path = "gone" }': /^Expected `.*\/gone` to exist$/,
      [`vcs = { type = "git", path = "empty", commit-id = "${'0'.repeat(40)}" }`]:
        /^Failed to check out `0{40}` of/,
    };
    for (const [source, message] of Object.entries(gone)) {
      await rig.write('gone.toml', `${head}[[packages]]\nname = "deep"\n${source}\n`);
      const result = await indexed.matrix('other --import-only --lock gone.toml');
      assert.deepEqual(result.verdicts, { 'other 1.0': 'blocked/install-failed' });
      assert.match(result.cell('other 1.0').message, message);
    }
  });

  test('malformed or missing', async () => {
    await rig.write('bad.toml', 'lock-version = "9"');
    for (const [name, message] of [
      ['bad.toml', /Expected `lock-version` 1.0, found `9`, in `bad.toml`/],
      ['none.toml', /Failed to read the lock `none.toml`/],
    ] as const) {
      const result = await indexed.run(`matrix other --lock ${name}`);
      assert.equal(result.status, 2);
      assert.match(result.stderr, message);
    }
  });
});
