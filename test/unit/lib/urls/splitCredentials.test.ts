import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitCredentials } from '../../../../src/lib/urls/splitCredentials.ts';

test('credentials are decoded, and the rest is the same URL without its fragment', () => {
  const url = new URL('https://me%40work:p%3Aw@host.example/a/b.txt?x=1#top');
  assert.deepEqual(splitCredentials(url), {
    bare: 'https://host.example/a/b.txt?x=1',
    credentials: { username: 'me@work', password: 'p:w' },
  });
  assert.equal(url.username, 'me%40work');
});

test('without credentials there are none, and a stray percent sign stays', () => {
  assert.equal(splitCredentials(new URL('https://host.example/')).credentials, undefined);
  assert.deepEqual(splitCredentials(new URL('https://50%:a%zz@host.example/')).credentials, {
    username: '50%',
    password: 'a%zz',
  });
});
