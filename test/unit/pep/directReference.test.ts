import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseDirectReference } from '../../../src/pep/directReference.ts';

const digest = 'ab'.repeat(32);

suite('direct references', () => {
  const git = (url: string, revision?: string, subdirectory?: string) => ({
    kind: 'git',
    ...(url.startsWith('http') ? { credentials: undefined } : {}),
    url,
    revision,
    subdirectory,
  });
  const targets: readonly (readonly [text: string, target: unknown])[] = [
    ['./dist/x-1.0-py3-none-any.whl', { kind: 'path', path: './dist/x-1.0-py3-none-any.whl' }],
    ['dist/x-1.0.tar.gz', { kind: 'path', path: 'dist/x-1.0.tar.gz' }],
    ['.', { kind: 'path', path: '.' }],
    ['..', { kind: 'path', path: '..' }],
    ['/srv/tree[test]', { kind: 'path', path: '/srv/tree' }],
    ['https://x.test/a-1.whl', { kind: 'url', url: 'https://x.test/a-1.whl', sha256: undefined }],
    [
      `a @ https://x.test/a-1.whl#sha256=${digest.toUpperCase()}`,
      { kind: 'url', url: 'https://x.test/a-1.whl', sha256: digest },
    ],
    [
      `https://x.test/a-1.whl#sha512=${digest}${digest}&sha256=${digest}`,
      {
        kind: 'url',
        url: 'https://x.test/a-1.whl',
        sha256: digest,
        otherDigest: { algorithm: 'sha512', hex: `${digest}${digest}` },
      },
    ],
    ['a@file:///srv/a-1.zip', { kind: 'url', url: 'file:///srv/a-1.zip', sha256: undefined }],
    ['git+https://x.test/r.git', git('https://x.test/r.git')],
    ['git+https://x.test/r.git@v1.0', git('https://x.test/r.git', 'v1.0')],
    [
      'git+ssh://git@x.test/o/r@feature/y#subdirectory=p&egg=q',
      git('ssh://git@x.test/o/r', 'feature/y', 'p'),
    ],
    ['a[b] @ git+file:///srv/r@1234 ; os_name == "posix"', git('file:///srv/r', '1234')],
  ];
  for (const [text, target] of targets) {
    test(text, () => assert.deepEqual(parseDirectReference(text)?.target, target));
  }

  test('user name and password stand apart, decoded; the text has none', () => {
    for (const [text, username, password] of [
      ['a @ git+https://me:p%2F%40w@x.test/r@v1', 'me', 'p/@w'],
      ['git+http://me%40work:p:w@x.test/r@v1', 'me@work', 'p:w'],
      ['git+https://me:p@w@x.test/r@v1', 'me', 'p@w'],
      ['git+https://token@x.test/r@v1', 'token', ''],
    ] as const) {
      const reference = parseDirectReference(text);
      const scheme = text.includes('https') ? 'https' : 'http';
      assert.deepEqual(reference?.target, {
        ...git(`${scheme}://x.test/r`, 'v1'),
        credentials: { username, password },
      });
      assert.match(reference.text, /^(a @ )?git\+https?:\/\/\*\*\*@x\.test\/r@v1$/);
    }
  });

  test('names, extras and markers', () => {
    const read = (text: string): unknown => {
      const { name, extras, marker } = parseDirectReference(text) ?? {};
      return [name, extras, marker?.kind];
    };
    assert.deepEqual(read('./x[B_c, a]'), [undefined, ['a', 'b-c'], undefined]);
    assert.deepEqual(read('A.b[c] @ https://x.test/a.whl ; os_name == "x"'), [
      'a-b',
      ['c'],
      'comparison',
    ]);
    assert.deepEqual(read('git+https://x.test/r#egg=My_Egg[x]'), ['my-egg', ['x'], undefined]);
  });

  for (const text of ['six', 'six>=1', 'zip', 'a.b==1.0', 'x[y]==1; os_name == "z"']) {
    test(`${text} is none`, () => assert.equal(parseDirectReference(text), undefined));
  }

  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['svn+https://x.test/r', /Expected an https, file or git URL, found `svn\+https/],
    ['ftp://x.test/a.whl', /Expected an https, file or git URL/],
    ['https://u:secret@x.test/a.whl', /without credentials, found `https:\/\/\*\*\*@x\.test/],
    ['https://x.test/a.whl#md5=00', /Expected `#sha256=` with 64 hexadecimal digits/],
    ['https://x.test/a.whl#sha256=00', /Expected `#sha256=`/],
    [`https://x.test/a.whl#sha512=${digest}`, /Expected `#sha256=`/],
    [
      'git+http://u:se/cret@x.test/r',
      /`git\+URL@revision`, found `git\+http:\/\/\*\*\*@x\.test\/r`/,
    ],
    ['git+ssh://u:secret@x.test/r', /no password .*found `git\+ssh:\/\/\*\*\*@x\.test\/r`/],
    ['a @ http://u:se/cret@x.test/a.whl', /https, file or git URL, found `http:\/\/\*\*\*@x\.test/],
    ['git+https://x.test/r@--upload-pack=x', /Expected `git\+URL@revision`/],
    ['https://x.test/a.tar.gz#subdirectory=b', /Expected no `subdirectory`/],
  ];
  for (const [text, message] of refused) {
    test(`refuses ${text}`, () => {
      assert.throws(() => parseDirectReference(text), { code: 'invalid-requirement', message });
    });
  }
});
