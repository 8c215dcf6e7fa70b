// Direct references: files by path and URL, source trees, repositories.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { sha256 } from '../support/indexPages.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { buildSdist } from '../support/sdistBuilder.ts';
import { buildWheel } from '../support/wheelBuilder.ts';

const remote = wheelFile({ name: 'remote', version: '1.0', requires: ['helper'] });
const archive = buildSdist({ name: 'archived', version: '3.0', metadataVersion: '2.2' });
const indexed = await IndexedRig.open([
  wheelFile({ name: 'helper', version: '1.0' }),
  wheelFile({ name: 'extra', version: '1.0' }),
  remote,
  // Under the project `v9`, so that the server has it at a URL that names no release.
  { filename: 'v9-snapshot.tar.gz', bytes: archive.bytes },
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig, server } = indexed;
const urlOf = (filename: string): string => new URL(`/files/${filename}`, server.url).href;

interface LockedFile {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly url: string;
}

async function locked(...args: readonly string[]): Promise<readonly LockedFile[]> {
  const result = await indexed.run(['lock', ...args, '--format', 'json']);
  assert.equal(result.status, 0, result.stderr);
  return (JSON.parse(result.stdout) as { readonly packages: readonly LockedFile[] }).packages;
}

const named = (packages: readonly LockedFile[]): readonly string[] =>
  packages.map(({ name, version }) => `${name} ${version}`);

/** A project whose backend tells its version only when asked. */
async function writeTree(folder: string, version: string): Promise<string> {
  await rig.write(
    `${folder}/pyproject.toml`,
    '[project]\nname = "Tree.Like"\ndynamic = ["version"]\n[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n',
  );
  await rig.write(`${folder}/tree_like.py`, '');
  await rig.write(`${folder}/VERSION`, version);
  return rig.write(
    `${folder}/back.py`,
    `import os, zipfile

def metadata():
    version = open("VERSION").read()
    return version, "Metadata-Version: 2.1\\nName: Tree.Like\\nVersion: %s\\nProvides-Extra: more\\nRequires-Dist: helper\\nRequires-Dist: extra; extra == 'more'\\n" % version

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    name = "tree_like-%s.dist-info" % metadata()[0]
    os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, name, "METADATA"), "w") as stream:
        stream.write(metadata()[1])
    return name

def build_wheel(folder, config_settings=None, metadata_directory=None):
    version, text = metadata()
    name = "tree_like-%s-py3-none-any.whl" % version
    info = "tree_like-%s.dist-info/" % version
    files = {"tree_like.py": "", info + "METADATA": text, info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"}
    files[info + "RECORD"] = "".join(path + ",,\\n" for path in list(files) + [info + "RECORD"])
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
`,
  );
}

suite('files', () => {
  test('a wheel by path, for lock and as the package under test', async () => {
    const wheel = buildWheel({ name: 'local', version: '1.0rc1', requires: ['helper'] });
    await rig.write(`dist/${wheel.filename}`, wheel.bytes);
    const packages = await locked(`./dist/${wheel.filename}`);
    assert.deepEqual(named(packages), ['helper 1.0', 'local 1.0rc1']);
    assert.equal(packages[1]?.url, pathToFileURL(join(rig.project, 'dist', wheel.filename)).href);
    const result = await indexed.matrix(['--import-only', `dist/${wheel.filename}`]);
    assert.deepEqual(result.verdicts, { 'local 1.0rc1': 'pass/clean' });
    assert.equal(result.record.cells[0]?.requested, `dist/${wheel.filename}`);
  });

  test('a wheel by URL; its digest is checked, and so is its name', async () => {
    const url = urlOf(remote.filename);
    const right = `remote @ ${url}#sha256=${sha256(remote.bytes)}`;
    assert.deepEqual(named(await locked(right)), ['helper 1.0', 'remote 1.0']);
    const wrong = await indexed.run(['lock', `${url}#sha256=${'0'.repeat(64)}`]);
    assert.equal(wrong.status, 3);
    assert.match(wrong.stderr, /Expected sha256 `0000/);
    const sha512 = hash('sha512', remote.bytes);
    assert.equal((await indexed.run(['lock', `remote @ ${url}#sha512=${sha512}`])).status, 0);
    const stronger = await indexed.run(['lock', `${url}#sha512=${'0'.repeat(128)}`]);
    assert.equal(stronger.status, wrong.status);
    assert.match(stronger.stderr, /Expected sha512 `0000/);
    const other = await indexed.run(['lock', `six @ ${url}`]);
    assert.equal(other.status, 2);
    assert.match(other.stderr, /to lead to `six`, found `remote`/);
  });

  test('an archive whose name says nothing is asked', async () => {
    const [only] = await locked(urlOf('v9-snapshot.tar.gz'));
    assert.deepEqual([only?.name, only?.version], ['archived', '3.0']);
  });

  test('a hash in a requirements file holds for a path too', async () => {
    const wheel = buildWheel({ name: 'held', version: '1.0' });
    await rig.write(wheel.filename, wheel.bytes);
    await rig.write('good.txt', `./${wheel.filename} --hash=sha256:${wheel.sha256}\n`);
    assert.deepEqual(named(await locked('-r', 'good.txt')), ['held 1.0']);
    await rig.write('bad.txt', `./${wheel.filename} --hash=sha256:${'1'.repeat(64)}\n`);
    const bad = await indexed.run('lock -r bad.txt');
    assert.equal(bad.status, 3);
    assert.match(bad.stderr, /Expected one of the hashes that `bad.txt:1` lists/);
  });

  test('no date rules out what is named itself', async () => {
    const wheel = buildWheel({ name: 'dated', version: '1.0' });
    await rig.write(wheel.filename, wheel.bytes);
    assert.deepEqual(named(await locked(`./${wheel.filename}`, '--exclude-newer', '2020-01-01')), [
      'dated 1.0',
    ]);
  });
});

suite('source trees and repositories', () => {
  test('a tree as the package under test: one row, with extras', async () => {
    await writeTree('tree', '2.5');
    const result = await indexed.matrix(['--import-only', './tree[more]']);
    assert.deepEqual(result.verdicts, { 'tree-like 2.5': 'pass/clean' });
    assert.deepEqual(
      result.record.cells[0]?.packages.map(({ name, built }) => [name, built]),
      [
        ['extra', false],
        ['helper', false],
        ['tree-like', true],
      ],
    );
    const lock = await indexed.run('lock ./tree --format pylock');
    assert.match(
      lock.stdout,
      /name = "tree-like"\ndependencies = \[\{ name = "helper" \}\]\ndirectory = \{ path = "[^"]*\/project\/tree" \}\n/,
    );
  });

  test('a repository at a revision, in a subdirectory', async () => {
    await writeTree('repo/packages/one', '1.0');
    const repository = join(rig.project, 'repo');
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', repository, ...args], {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          HOME: rig.home,
          GIT_AUTHOR_NAME: 'a',
          GIT_AUTHOR_EMAIL: 'a@x.test',
          GIT_COMMITTER_NAME: 'a',
          GIT_COMMITTER_EMAIL: 'a@x.test',
        },
      }).trim();
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    git('tag', 'first');
    const commit = git('rev-parse', 'HEAD');
    await rig.write('repo/packages/one/VERSION', '2.0');
    git('commit', '--quiet', '-am', 'two');
    const url = pathToFileURL(repository).href;
    const first = await locked(`tree-like @ git+${url}@first#subdirectory=packages/one`);
    assert.deepEqual(named(first), ['helper 1.0', 'tree-like 1.0']);
    assert.equal(first[1]?.url, `git+${url}@${commit}#subdirectory=packages/one`);
    assert.deepEqual(named(await locked(`git+${url}#subdirectory=packages/one`)), [
      'helper 1.0',
      'tree-like 2.0',
    ]);
    const lock = await indexed.run([
      'lock',
      `git+${url}@first#subdirectory=packages/one`,
      '--format',
      'pylock',
    ]);
    assert.match(
      lock.stdout,
      new RegExp(
        `vcs = { type = "git", url = "${url}", commit-id = "${commit}", subdirectory = "packages/one" }`,
      ),
    );
    const none = await indexed.run(['lock', `git+${url}@nowhere`]);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /Failed to check out `nowhere` of/);
  });

  test('what `spip lock` writes of them `spip matrix --lock` installs', async () => {
    const around = async (...wanted: readonly string[]): Promise<readonly string[]> => {
      const lock = await indexed.run(['lock', ...wanted, '--format', 'pylock']);
      assert.equal(lock.status, 0, lock.stderr);
      await rig.write('direct.toml', lock.stdout);
      const result = await indexed.matrix('extra --import-only --lock direct.toml');
      assert.deepEqual(result.verdicts, { 'extra 1.0': 'pass/clean' }, result.stdout);
      return result.cell('extra 1.0').packages.map(({ name, version }) => `${name} ${version}`);
    };
    const repository = pathToFileURL(join(rig.project, 'repo')).href;
    assert.deepEqual(await around(`git+${repository}@first#subdirectory=packages/one`), [
      'extra 1.0',
      'helper 1.0',
      'tree-like 1.0',
    ]);
    assert.deepEqual(await around('./tree', urlOf('v9-snapshot.tar.gz')), [
      'archived 3.0',
      'extra 1.0',
      'helper 1.0',
      'tree-like 2.5',
    ]);
  });

  test('what is missing', async () => {
    const foreign = await indexed.run('lock file://elsewhere/x-1.0-py3-none-any.whl');
    assert.equal(foreign.status, 2, foreign.stderr);
    assert.match(foreign.stderr, /^error: Expected a file URL of this machine, found `file:/);
    const path = await indexed.run('lock ./nothing-here.whl');
    assert.equal(path.status, 2);
    assert.match(path.stderr, /Expected `.*nothing-here.whl` to exist/);
    const repository = await indexed.run(`lock git+${pathToFileURL(join(rig.root, 'none')).href}`);
    assert.equal(repository.status, 3);
    assert.match(repository.stderr, /Failed to clone `file:/);
  });
});

suite('a constraint that is a direct reference', () => {
  const nine = buildWheel({ name: 'helper', version: '9.0' });

  test('fixes the source of a package that is part of the set, and is not brought otherwise', async () => {
    const path = await rig.write(nine.filename, nine.bytes);
    const never = urlOf('never-1.0.tar.gz');
    await rig.write(
      'sources.txt',
      `helper @ ${pathToFileURL(path).href}\nextra @ ${never}\nremote @ ${never} ; python_version < "3"\n`,
    );
    const packages = await locked('remote', '-c', 'sources.txt');
    assert.deepEqual(named(packages), ['helper 9.0', 'remote 1.0']);
    assert.equal(packages[0]?.url, pathToFileURL(path).href);
    assert.equal(server.count('/files/never-1.0.tar.gz'), 0);
    const against = await indexed.run('lock helper<9 -c sources.txt');
    assert.equal(against.status, 1);
    assert.match(against.stderr, /you ask for `helper<9`, but the index has only 9.0/);
  });

  test('in a matrix: around the release under test, not in place of it', async () => {
    const result = await indexed.matrix('remote helper --import-only -c sources.txt');
    assert.deepEqual(result.verdicts, {
      'remote 1.0': 'pass/clean',
      'helper 1.0': 'pass/clean',
    });
    assert.deepEqual(
      result.cell('remote 1.0').packages.map(({ name, version }) => `${name} ${version}`),
      ['helper 9.0', 'remote 1.0'],
    );
  });

  test('must not contradict another one', async () => {
    const [first, second] = [urlOf(remote.filename), urlOf('other-1.0.tar.gz')];
    await rig.write('one.txt', `remote @ ${first}\nremote @ ${first}\n`);
    await rig.write('two.txt', `remote @ ${second} ; python_version < "3"\nremote @ ${second}\n`);
    const two = await indexed.run('lock remote -c one.txt -c two.txt');
    assert.equal(two.status, 2);
    assert.equal(
      two.stderr,
      `error: Expected one source for \`remote\`, found \`remote @ ${first}\` in \`one.txt:2\` and \`remote @ ${second}\` in \`two.txt:2\`\nhint: leave out one of the two constraints\n`,
    );
    assert.equal((await indexed.run('lock remote -c one.txt')).status, 0);
  });

  test('must have the hash that it lists, and agree with what is asked for', async () => {
    const url = urlOf(remote.filename);
    await rig.write('hashed.txt', `remote @ ${url} --hash=sha256:${'0'.repeat(64)}\n`);
    const wrong = await indexed.run('lock remote -c hashed.txt');
    assert.equal(wrong.status, 3);
    assert.match(wrong.stderr, /Expected one of the hashes that `hashed.txt:1` lists/);
    const helper = await rig.write(nine.filename, nine.bytes);
    await rig.write(
      'all.txt',
      `remote @ ${url} --hash=sha256:${sha256(remote.bytes)}\nhelper @ ${pathToFileURL(helper).href} --hash=sha256:${sha256(nine.bytes)}\n`,
    );
    await rig.write('strict.txt', '--require-hashes\nremote==1.0\n');
    assert.deepEqual(named(await locked('-r', 'strict.txt', '-c', 'all.txt')), [
      'helper 9.0',
      'remote 1.0',
    ]);
    await rig.write(remote.filename, remote.bytes);
    await rig.write('elsewhere.txt', `remote @ ${url}\n`);
    const both = await indexed.run(`lock ./${remote.filename} -c elsewhere.txt`);
    assert.equal(both.status, 1);
    assert.match(both.stderr, /Failed to take `remote` from two places: `file:/);
  });
});

test('a direct reference in the metadata of an index is refused (pip and uv follow it)', async () => {
  await using risky = await IndexedRig.open([
    wheelFile({
      name: 'risky',
      version: '1.0',
      requires: ['x @ https://x.test/x-1-py3-none-any.whl'],
    }),
  ]);
  const result = await risky.run('lock risky');
  assert.equal(result.status, 1);
  assert.match(result.stderr, /x @ https:\/\/x\.test/);
});
