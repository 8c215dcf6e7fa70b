import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSdistFilename } from '../../../src/pep/sdistFilename.ts';

function read(filename: string, expectedName?: string): string {
  const { name, version, format } = parseSdistFilename(filename, expectedName);
  return `${name} ${version.text} ${format}`;
}

test('each format is read', () => {
  assert.equal(read('Foo.Bar-1.0.tar.gz'), 'foo-bar 1.0 .tar.gz');
  assert.equal(read('foo-1.0.zip'), 'foo 1.0 .zip');
  assert.equal(read('foo-1.0rc1.tar.bz2'), 'foo 1.0rc1 .tar.bz2');
  assert.equal(read('foo-1.0.tgz'), 'foo 1.0 .tgz');
});

test('the expected name says where an old version with a dash begins', () => {
  assert.equal(read('foo-1.0-2.tar.gz', 'foo'), 'foo 1.0-2 .tar.gz');
  assert.equal(read('foo-bar-1.0.tar.gz', 'foo-bar'), 'foo-bar 1.0 .tar.gz');
  assert.equal(read('foo-2-1.0.tar.gz', 'foo-2'), 'foo-2 1.0 .tar.gz');
});

test('a version with dashes is read as one, with and without the name', () => {
  for (const [filename, name, version] of [
    ['functools32-3.2.3-2.tar.gz', 'functools32', '3.2.3-2'],
    ['docutils-0.15.1-post1.tar.gz', 'docutils', '0.15.1-post1'],
    ['jsonpickle-0.5.0-beta.zip', 'jsonpickle', '0.5.0-beta'],
    ['some-name-1.0-rc1.tgz', 'some-name', '1.0-rc1'],
    ['x-1.0-r5.tar.bz2', 'x', '1.0-r5'],
    ['x-1.0-dev-3.zip', 'x', '1.0-dev-3'],
    ['x-2.0-alpha-1-dev2.zip', 'x', '2.0-alpha-1-dev2'],
  ] as const) {
    for (const expected of [undefined, name]) {
      assert.ok(read(filename, expected).startsWith(`${name} ${version} .`), filename);
    }
  }
});

test('what is no source file name is refused with the rule', () => {
  const cases = [
    ['foo-1.0.rpm', undefined, /`\.tar\.gz`.* at the end/],
    ['foo-1.0.tar.gz', 'bar', /the name `bar`/],
    ['foo-one.zip', undefined, /a PEP 440 version/],
    ['-1.0.zip', undefined, /a name and a version/],
    ['foo.zip', undefined, /a name and a version/],
  ] as const;
  for (const [filename, name, message] of cases) {
    assert.throws(() => parseSdistFilename(filename, name), { code: 'invalid-file-name', message });
  }
});
