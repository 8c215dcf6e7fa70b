import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatPylock } from '../../../src/pep/pylock.ts';
import { readPylock } from '../../../src/pep/readPylock.ts';

const digest = 'ab'.repeat(32);

/** A lock with one package, whose table ends in these lines. */
function lock(lines: string, head = ''): string {
  return `lock-version = "1.0"\ncreated-by = "x"\n${head}\n[[packages]]\nname = "Some.Thing"\nversion = "1.0"\n${lines}\n`;
}

suite('reads', () => {
  test('what is written, back', () => {
    const text = formatPylock({
      createdBy: 'spip',
      requiresPython: '==3.11.*',
      environments: ['sys_platform == "linux"'],
      packages: [
        {
          name: 'six',
          version: '1.16.0',
          requiresPython: '>=2.7',
          index: 'https://x.test/simple',
          dependencies: [],
          files: [
            {
              kind: 'wheel',
              filename: 'six-1.16.0-py2.py3-none-any.whl',
              url: 'https://x.test/f/six-1.16.0-py2.py3-none-any.whl',
              sha256: digest,
              size: 11,
              uploadTime: '2021-05-05T14:18:17Z',
            },
          ],
        },
      ],
    });
    const { packages, environments, requiresPython } = readPylock(text, 'pylock.toml');
    assert.equal(environments.length, 1);
    assert.notEqual(requiresPython, undefined);
    assert.deepEqual(packages, [
      {
        name: 'six',
        version: '1.16.0',
        marker: undefined,
        requiresPython: '>=2.7',
        index: 'https://x.test/simple',
        direct: undefined,
        files: [
          {
            kind: 'wheel',
            filename: 'six-1.16.0-py2.py3-none-any.whl',
            url: 'https://x.test/f/six-1.16.0-py2.py3-none-any.whl',
            path: undefined,
            sha256: digest,
            size: 11,
            uploadTime: '2021-05-05T14:18:17.000Z',
          },
        ],
      },
    ]);
  });

  test('paths, markers, and a file name that only the path tells', () => {
    const [only] = readPylock(
      lock(
        `marker = "python_version < '3.9'"\nwheels = [{ path = "w/some_thing-1.0-py3-none-any.whl", hashes = { sha256 = "${digest.toUpperCase()}", sha512 = "x" } }]`,
      ),
      'pylock.toml',
    ).packages;
    assert.equal(only?.name, 'some-thing');
    assert.equal(only.marker?.kind, 'comparison');
    assert.deepEqual(only.files, [
      {
        kind: 'wheel',
        filename: 'some_thing-1.0-py3-none-any.whl',
        url: undefined,
        path: 'w/some_thing-1.0-py3-none-any.whl',
        sha256: digest,
        size: undefined,
        uploadTime: undefined,
      },
    ]);
  });
});

suite('reads in the place of files', () => {
  const cases = [
    [
      'vcs = { type = "git", url = "https://x.test/r", commit-id = "1a", subdirectory = "p" }',
      { kind: 'git', url: 'https://x.test/r', revision: '1a', subdirectory: 'p' },
    ],
    [
      'directory = { path = "../tree", subdirectory = "p", editable = true }',
      { kind: 'path', path: '../tree/p' },
    ],
    [
      `archive = { path = "a.zip", hashes = { sha256 = "${digest}" } }`,
      { kind: 'url', url: 'a.zip', sha256: digest },
    ],
  ] as const;
  for (const [line, direct] of cases) {
    test(line, () => {
      assert.deepEqual(readPylock(lock(line), 'p.toml').packages[0]?.direct, direct);
    });
  }
});

test('the strongest digest where there is no sha256', () => {
  const hashes = `{ sha384 = "${'c'.repeat(96)}", sha512 = "${'D'.repeat(128)}" }`;
  const [only] = readPylock(
    lock(`sdist = { path = "a-1.tar.gz", hashes = ${hashes} }`),
    'p.toml',
  ).packages;
  const [file] = only?.files ?? [];
  assert.equal(file?.sha256, undefined);
  assert.deepEqual(file?.otherDigest, { algorithm: 'sha512', hex: 'd'.repeat(128) });
});

suite('refuses', () => {
  const cases: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['what is no TOML', 'a = ', /^Failed to read `p.toml`, line 1: \w/],
    ['another version', 'lock-version = "2.0"', /Expected `lock-version` 1.0, found `2.0`, in `p/],
    ['no version', 'created-by = "x"', /Expected `lock-version` to be a string, in `p.toml`$/],
    [
      'a repository of another kind',
      lock('vcs = { type = "hg", url = "https://x.test", commit-id = "1" }'),
      /Expected a git repository, found `hg`, in `p.toml`, packages\[0\].vcs$/,
    ],
    [
      'an archive whose root is not the project',
      lock(
        `archive = { url = "https://x.test/a.zip", subdirectory = "a", hashes = { sha256 = "${digest}" } }`,
      ),
      /Expected an archive without `subdirectory`/,
    ],
    [
      'an archive without sha256',
      lock(
        `archive = { url = "https://x.test/a.zip", hashes = { sha512 = "${digest.repeat(2)}" } }`,
      ),
      /Expected a `sha256` in `hashes`, in `p.toml`, packages\[0\].archive$/,
    ],
    [
      'a file without digest',
      lock('sdist = { url = "https://x.test/a-1.tar.gz", hashes = { md5 = "1" } }'),
      /Expected a `sha256`, `sha512` or `sha384` in `hashes`, in `p.toml`, packages\[0\].sdist$/,
    ],
    [
      'a file without place',
      lock(`wheels = [{ hashes = { sha256 = "${digest}" } }]`),
      /Expected `url` or `path`, in `p.toml`, packages\[0\].wheels\[0\]$/,
    ],
    [
      'a Python that is no specifier',
      'lock-version = "1.0"\nrequires-python = "3"\n',
      /^Expected a version specifier.*`3`, in `p.toml`$/,
    ],
    [
      'an environment that is no marker',
      'lock-version = "1.0"\nenvironments = ["sys_platform"]\n',
      /, in `p.toml`$/,
    ],
    ['a malformed marker', lock('marker = "x"'), /, in `p.toml`, packages\[0\]$/],
    ['a malformed Python', lock('requires-python = "3"'), /, in `p.toml`, packages\[0\]$/],
    [
      'a malformed version',
      'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "one"\n',
      /`one`, in `p.toml`, packages\[0\]$/,
    ],
    [
      'a malformed name',
      'lock-version = "1.0"\n[[packages]]\nname = "a b"\nversion = "1"\n',
      /^Expected the name of a package, found `a b`, in `p.toml`, packages\[0\]$/,
    ],
    [
      'a malformed URL',
      lock('sdist = { url = "a-1.tar.gz" }'),
      /^Expected `url` to be a URL, found `a-1.tar.gz`, in `p.toml`, packages\[0\].sdist$/,
    ],
    ['a wrong type', lock('wheels = 1'), /Expected `wheels` to be a list, in `p.toml`, pack/],
  ];
  for (const [name, text, message] of cases) {
    test(name, () => {
      assert.throws(() => readPylock(text, 'p.toml'), { code: 'invalid-metadata', message });
    });
  }
});
