import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { hideSecrets } from '../../../../src/lib/urls/hideSecrets.ts';
import { publicUrl } from '../../../../src/lib/urls/publicUrl.ts';
import { showUrl } from '../../../../src/lib/urls/showUrl.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';

suite('URLs in messages hold no secrets', () => {
  const rows: readonly (readonly [url: string, shown: string])[] = [
    ['https://me:pw@a.test/x?sig=1#f', 'https://***@a.test/x?***#f'],
    ['https://TOKEN@a.test/x', 'https://***@a.test/x'],
    ['http://u:p:a@host/x', 'http://***@host/x'],
    ['http://u:pa@ss@host/x', 'http://***@host/x'],
    ['http://u:pa/ss@host/simple', 'http://***@host/simple'],
    ['http://u:p?w@host/x', 'http://***@host/x'],
    ['http://u:p#w@host/x', 'http://***@host/x'],
    ['http://u:1#2@host.test/x', 'http://***@host.test/x'],
    ['http://user:12/34@host.test/simple', 'http://***@host.test/simple'],
    ['http://first.last:12/34@host.test/s', 'http://***@host.test/s'],
    ['http://tok/en@host.test/simple', 'http://***@host.test/simple'],
    ['http://u:secret', 'http://***@'],
    ['user:pw@host/simple', '***@host/simple'],
    ['user:p/w@host', '***@host'],
    ['name @ http://u:p w@host/x', 'name @ http://***@host/x'],
    [
      'git+https://u:p@h.test/r?token=1#subdirectory=a',
      'git+https://***@h.test/r?***#subdirectory=a',
    ],
    ['git+http://u:p@host/r@v1.0', 'git+http://***@host/r@v1.0'],
    ['git+http://user:12/34@host/repo', 'git+http://***@host/repo'],
    ['git+http://user:12/34@host/repo@v1', 'git+http://***@host/repo@v1'],
    ['git+ssh://git@h.test/r@v1', 'git+ssh://***@h.test/r@v1'],
    ['/at/y @ https:/u:p@h.test/y.whl', '/at/y @ https:/***@h.test/y.whl'],
    ['git+https:/u:p@h.test/r', 'git+https:/***@h.test/r'],
    ['http://a.test/x http://u:p@b.test/y', 'http://a.test/x http://***@b.test/y'],
    [
      'x @ https://a.test/x.whl?t=1 ; os_name == "y"',
      'x @ https://a.test/x.whl?*** ; os_name == "y"',
    ],
  ];
  for (const [url, shown] of rows) {
    test(url, () => assert.equal(showUrl(url), shown));
  }

  for (const url of [
    'https://a.test/simple/x/',
    'https://a.test/@scope/x',
    'http://127.0.0.1:80/root/@pypi/x',
    'http://[::1]:8080/x',
    'https://...',
    'git+https://h.test/org/repo@v1.0',
    'git+https://h.test/org/repo@feature/x',
    'git+http://127.0.0.1:8080/repo.git@feature/x',
    'file:///home/me@work/x',
    './@scope/x',
    '/abs/a@b',
    'name>=1',
  ]) {
    test(`${url} stays`, () => assert.equal(showUrl(url), url));
  }

  test('in the middle of a text: a literal as a whole, a word elsewhere', () => {
    assert.equal(
      hideSecrets("unable to access 'http://u:p@w@host/': mail me@x.test"),
      "unable to access 'http://***@host/': mail me@x.test",
    );
    assert.equal(
      hideSecrets("open '/at/y @ https:/u:p@h.test/y'"),
      "open '/at/y @ https:/***@h.test/y'",
    );
    assert.equal(
      hideSecrets('Failed `x @ http://u:p w@host/x` beside `a@b` and `http://h.test/`'),
      'Failed `x @ http://***@host/x` beside `a@b` and `http://h.test/`',
    );
  });

  test('whatever becomes an expected failure', () => {
    const error = new SpipError('usage', 'Failed at `http://u:secret@h`', {
      hint: 'try `http://h?token=secret`',
    });
    assert.equal(error.message, 'Failed at `http://***@h`');
    assert.equal(error.hint, 'try `http://h?***`');
    assert.ok(!String(error.stack).includes('secret'));
  });
});

test('what goes into locks has no credentials and keeps what it needs to be found', () => {
  assert.equal(publicUrl('https://a.test/x.whl'), 'https://a.test/x.whl');
  assert.equal(publicUrl('https://u:p@a.test/x.whl'), 'https://a.test/x.whl');
  assert.equal(publicUrl('git+ssh://git:p@a.test/x@1'), 'git+ssh://git@a.test/x@1');
  assert.equal(
    publicUrl('https://a.test/get?id=7&X-Amz-Signature=s&token=t&api_key=k'),
    'https://a.test/get?id=7',
  );
  assert.equal(publicUrl('https://a.test/get?id=7&v=a+b'), 'https://a.test/get?id=7&v=a+b');
});
