import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { lockedSet, readLockFile, withoutNames } from '../../../../src/flows/sets/lockedSet.ts';
import type { FixedSet, LockFile, LockedSet } from '../../../../src/flows/sets/lockedSet.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import { readPylock } from '../../../../src/pep/readPylock.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

const lockOf = (text: string): LockFile => ({
  lock: readPylock(`lock-version = "1.0"\ncreated-by = "test"\n${text}`, 'locks/pylock.toml'),
  path: 'locks/pylock.toml',
  directory: '/work/locks',
});

const setFor = (text: string, version = '3.11.7'): LockedSet =>
  lockedSet(lockOf(text), madeUpInterpreter({ version }));

/** A package of one version with a wheel. */
const locked = (name: string, more = ''): string =>
  `[[packages]]\nname = "${name}"\nversion = "1.0"\n${more}\nwheels = [{ url = "https://f.example/${name}-1.0-py3-none-any.whl", hashes = { sha256 = "${a}" } }]\n`;

const wheel = (name: string, more: Partial<DistFile> = {}): DistFile =>
  listedFile(`${name}-1.0-py3-none-any.whl`, {
    url: `https://f.example/${name}-1.0-py3-none-any.whl`,
    sha256: a,
    index: 'locks/pylock.toml',
    ...more,
  });

/** Names and pins of what a set asks for; fails where the lock excludes the Python. */
function rootsOf(set: LockedSet): readonly string[] {
  assert.ok(set.kind === 'set', JSON.stringify(set));
  return set.set.roots.map(({ text }) => text);
}

suite('lockedSet', () => {
  test('files come from their URLs, or lie where the lock says', () => {
    const set = setFor(`
[[packages]]
name = "Some_Name"
version = "1.0"
requires-python = ">=3.8"
index = "https://i.example/simple"
wheels = [
  { url = "https://f.example/some_name-1.0-py3-none-any.whl", hashes = { sha256 = "${a}" }, size = 5, upload-time = 2024-05-01T12:00:00Z },
  { path = "wheels/some name.whl", name = "some_name-1.0-py2-none-any.whl", hashes = { sha256 = "${b}" } },
]
sdist = { path = "/abs/some-name-1.0.tar.gz", hashes = { sha512 = "${a}${b}" } }
`);
    const common = {
      requiresPython: '>=3.8',
      index: 'https://i.example/simple',
      project: 'some-name',
    };
    assert.ok(set.kind === 'set');
    assert.deepEqual(set.directs, new Map());
    assert.deepEqual(rootsOf(set), ['some-name==1.0']);
    assert.deepEqual(
      set.set.projects,
      new Map([
        [
          'some-name',
          {
            name: 'some-name',
            files: [
              wheel('some_name', { ...common, size: 5, uploadTime: '2024-05-01T12:00:00.000Z' }),
              wheel('some_name', {
                ...common,
                filename: 'some_name-1.0-py2-none-any.whl',
                url: 'file:///work/locks/wheels/some%20name.whl',
                sha256: b,
              }),
              wheel('some_name', {
                ...common,
                kind: 'sdist',
                filename: 'some-name-1.0.tar.gz',
                url: 'file:///abs/some-name-1.0.tar.gz',
                sha256: undefined,
                otherDigest: { algorithm: 'sha512', hex: `${a}${b}` },
              }),
            ],
          },
        ],
      ]),
    );
  });

  test('folders, archives and repositories are direct references', () => {
    const set = setFor(`
[[packages]]
name = "tree"
directory = { path = "../tree", subdirectory = "python" }

[[packages]]
name = "far"
version = "2.0"
archive = { url = "https://f.example/far.tar.gz", hashes = { sha256 = "${a}" } }

[[packages]]
name = "near"
archive = { path = "near one.zip", hashes = { sha256 = "${b}" } }

[[packages]]
name = "repo"
vcs = { type = "git", url = "https://g.example/r.git", commit-id = "1a2b", subdirectory = "p/q" }

[[packages]]
name = "local-repo"
vcs = { type = "git", path = "../r", commit-id = "3c4d" }
`);
    assert.ok(set.kind === 'set');
    assert.deepEqual(set.set.projects, new Map());
    assert.deepEqual(rootsOf(set), ['tree', 'far==2.0', 'near', 'repo', 'local-repo']);
    const bare = { extras: [], marker: undefined };
    const archive = (name: string, url: string, sha256: string) =>
      [
        name,
        {
          ...bare,
          name,
          text: `${name} @ ${url}#sha256=${sha256}`,
          target: { kind: 'url', url, sha256 },
        },
      ] as const;
    const repository = (name: string, place: string, subdirectory?: string) => {
      const [url = '', revision] = place.split('@');
      const below = subdirectory === undefined ? '' : `#subdirectory=${subdirectory}`;
      const asked = url.startsWith('https:') ? { credentials: undefined } : {};
      const target = { kind: 'git', url, ...asked, revision, subdirectory };
      return [name, { ...bare, name, text: `${name} @ git+${place}${below}`, target }] as const;
    };
    const path = '/work/tree/python';
    assert.deepEqual(
      [...set.directs],
      [
        ['tree', { ...bare, name: 'tree', text: path, target: { kind: 'path', path } }],
        archive('far', 'https://f.example/far.tar.gz', a),
        archive('near', 'file:///work/locks/near%20one.zip', b),
        repository('repo', 'https://g.example/r.git@1a2b', 'p/q'),
        repository('local-repo', 'file:///work/r@3c4d'),
      ],
    );
  });

  test('only what is meant for this Python and the default groups counts', () => {
    const text = `
default-groups = ["main"]
${locked('all')}
${locked('old', `marker = "python_version < '3.8'"`)}
${locked('dev', `marker = "'dev' in dependency_groups"`)}
${locked('main', `marker = "'main' in dependency_groups"`)}
${locked('twin', `marker = "python_version < '3.8'"`)}
${locked('twin', `marker = "python_version >= '3.8'"`)}
`;
    assert.deepEqual(rootsOf(setFor(text)), ['all==1.0', 'main==1.0', 'twin==1.0']);
    assert.deepEqual(rootsOf(setFor(text, '3.7.9')), [
      'all==1.0',
      'old==1.0',
      'main==1.0',
      'twin==1.0',
    ]);
  });

  const excluded: readonly (readonly [what: string, text: string, message: string])[] = [
    [
      'for other Pythons',
      'requires-python = ">=3.12"\n',
      '`locks/pylock.toml` is not for Python 3.11',
    ],
    [
      'for other systems',
      `environments = ["sys_platform == 'win32'", "sys_platform == 'darwin'"]\n`,
      "`locks/pylock.toml` is made for none of this Python's kind",
    ],
    [
      'with a package for other Pythons',
      `${locked('old')}${locked('new', 'requires-python = ">=3.12"')}`,
      '`new` 1.0 of `locks/pylock.toml` requires Python `>=3.12`',
    ],
    [
      'with a folder for other Pythons',
      '[[packages]]\nname = "tree"\nrequires-python = ">=3.12"\ndirectory = { path = "t" }\n',
      '`tree` of `locks/pylock.toml` requires Python `>=3.12`',
    ],
  ];
  for (const [what, text, message] of excluded) {
    test(`a lock ${what} excludes this one`, () => {
      assert.deepEqual(setFor(text), { kind: 'excluded', message });
    });
  }

  test('one of several environments is enough', () => {
    const text = `environments = ["sys_platform == 'win32'", "sys_platform == 'linux'"]\n`;
    assert.deepEqual(rootsOf(setFor(`${text}${locked('six')}`)), ['six==1.0']);
  });

  test('two entries of one package that both apply are malformed', async () => {
    const tree = '[[packages]]\nname = "six"\ndirectory = { path = "six" }\n';
    const failure = {
      code: 'invalid-metadata',
      message: 'Expected one `six` for Python 3.11 in `locks/pylock.toml`, found two',
    };
    assert.deepEqual(await failureOf(() => setFor(`${locked('six')}${locked('Six')}`)), failure);
    assert.deepEqual(await failureOf(() => setFor(`${tree}${locked('six')}`)), failure);
  });
});

test('a place that is none of a direct reference is malformed', async () => {
  const refusal = (line: string) =>
    failureOf(() => setFor(`[[packages]]\nname = "six"\n${line}\n`));
  const vcs = 'vcs = { type = "git", url = "https://g.example/r", commit-id = "-x" }';
  const { code, message } = await refusal(vcs);
  assert.deepEqual(
    [code, message],
    [
      'invalid-metadata',
      'Expected `git+URL@revision`, found `git+https://g.example/r@-x`, in `locks/pylock.toml`',
    ],
  );
  const url = 'https://me:secret@f.example/six.zip';
  const archive = `archive = { url = "${url}", hashes = { sha256 = "${a}" } }`;
  assert.deepEqual(await refusal(archive), {
    code: 'invalid-metadata',
    message:
      'Expected a URL without credentials, found `https://***@f.example/six.zip`, in `locks/pylock.toml`',
    hint: 'put them into netrc',
  });
});

suite('readLockFile', () => {
  test('a lock knows where it lies', async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub/pylock.toml'), 'lock-version = "1.0"\n');
    const { path, directory, lock } = await readLockFile('sub/pylock.toml', folder);
    assert.deepEqual(
      { path, directory, packages: lock.packages },
      { path: 'sub/pylock.toml', directory: join(folder, 'sub'), packages: [] },
    );
  });

  test('one that is not there, or malformed, is named as it was given', async (t) => {
    const folder = await temporaryFolder(t);
    await writeFile(join(folder, 'pylock.toml'), 'lock-version = "2.0"\n');
    const read = (path: string) => failureOf(() => readLockFile(path, folder), { folder });
    assert.deepEqual(await read('absent.toml'), {
      code: 'not-found',
      message: 'Failed to read the lock `absent.toml`',
      hint: 'looked for it at `<folder>/absent.toml`',
    });
    assert.deepEqual(await read('./pylock.toml'), {
      code: 'invalid-metadata',
      message: 'Expected `lock-version` 1.0, found `2.0`, in `./pylock.toml`',
    });
  });
});

test('a set without some names asks for none of them', () => {
  const set = setFor(`${locked('one')}${locked('two')}${locked('three')}`);
  assert.ok(set.kind === 'set');
  const left: FixedSet = withoutNames(set.set, ['two', 'four', 'one']);
  assert.deepEqual([...left.projects.keys()], ['three']);
  assert.deepEqual(
    left.roots.map(({ name }) => name),
    ['three'],
  );
});
