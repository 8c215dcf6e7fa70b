import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userFolders } from '../../../src/commands/userFolders.ts';
import { noHome } from '../../../src/lib/noHome.ts';

const cwd = (): string => '/work';

test('the folders of a user as they are', () => {
  assert.deepEqual(userFolders({ cwd, homedir: () => '/home/me' }), {
    cwd: '/work',
    home: '/home/me',
  });
});

test('a home that is empty, relative or not to be found is none', () => {
  for (const home of ['', 'me', './me']) {
    assert.equal(userFolders({ cwd, homedir: () => home }).home, noHome);
  }
  const homedir = (): never => {
    throw new Error('ENOENT: no such file or directory, uv_os_homedir');
  };
  assert.equal(userFolders({ cwd, homedir }).home, noHome);
});

test('a working directory that is gone is told', () => {
  const gone = (): never => {
    throw new Error('ENOENT: no such file or directory, uv_cwd');
  };
  assert.throws(() => userFolders({ cwd: gone, homedir: () => '/home/me' }), {
    code: 'not-found',
    message: 'Expected the working directory to exist',
  });
});
